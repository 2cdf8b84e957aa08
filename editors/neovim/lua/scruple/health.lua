--- :checkhealth scruple
local M = {}

-- The names changed with Neovim 0.10, and 0.7 had a module of its own for it.
local health = vim.health or require("health")
local start = health.start or health.report_start
local ok = health.ok or health.report_ok
local warn = health.warn or health.report_warn
local error = health.error or health.report_error
local info = health.info or health.report_info

local KNOWN = {
  "markets", "class", "packs", "select", "ignore", "maxBytes", "codeLens", "workspaceDiagnostics",
}

function M.check()
  local scruple = require("scruple")
  start("Scruple")
  if vim.fn.has("nvim-0.8") == 1 then
    ok(scruple.has_native() and "Neovim has vim.lsp.enable" or "Neovim has vim.lsp.start")
  elseif vim.fn.has("nvim-0.7") == 1 then
    warn("Neovim 0.7 works, but it is the oldest that is tested; 0.11 is better")
  else
    error("Neovim is older than 0.7")
  end

  local program = scruple.program()
  if vim.fn.executable(program) == 0 then
    error("there is no program " .. program, {
      "install it: cargo install --path crates/scruple-cli --locked, in a clone of Scruple",
      'or tell where it is: require("scruple").setup({ path = "/path/to/scruple" })',
    })
    return
  end
  local version = vim.fn.systemlist({ program, "--version" })
  if vim.v.shell_error ~= 0 then
    error(program .. " does not run: " .. table.concat(version, " "))
    return
  end
  ok(version[1] .. " (" .. vim.fn.exepath(program) .. ")")
  vim.fn.system({ program, "lsp", "--help" })
  if vim.v.shell_error ~= 0 then
    error("this program has no language server: it is too old", { "install a newer one" })
  end

  for name in pairs(scruple.settings()) do
    if not vim.tbl_contains(KNOWN, name) then
      warn(("there is no setting %q; there are %s"):format(name, table.concat(KNOWN, ", ")))
    end
  end
  local clients = scruple.clients()
  if #clients == 0 then
    info("no server is running: open a document (" .. table.concat(scruple.config.filetypes, ", ") .. ")")
  end
  for _, client in ipairs(clients) do
    ok(("client %d is running for %s"):format(client.id, client.config.root_dir or "single files"))
  end
end

return M
