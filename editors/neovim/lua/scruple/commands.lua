--- What the commands do.
local scruple = require("scruple")

local M = {}

local function tell(text, level)
  vim.notify("Scruple: " .. text, level or vim.log.levels.INFO)
end

local function fail(text)
  tell(text, vim.log.levels.ERROR)
end

local function list_argument(option, words)
  if type(words) == "table" then
    words = table.concat(words, ",")
  end
  return (words and words ~= "") and { option, words } or {}
end

--- The packs of the settings, as arguments of the command line.
local function pack_arguments()
  local packs = scruple.settings().packs or {}
  if type(packs) == "string" then
    packs = vim.split(packs, "%s*,%s*")
  end
  local arguments = {}
  for _, pack in ipairs(packs) do
    vim.list_extend(arguments, { "--pack", pack })
  end
  return arguments
end

--- The settings that `scruple check` knows, as arguments.
local function check_arguments()
  local settings = scruple.settings()
  local arguments = pack_arguments()
  vim.list_extend(arguments, list_argument("--market", settings.markets))
  vim.list_extend(arguments, list_argument("--select", settings.select))
  vim.list_extend(arguments, list_argument("--ignore", settings.ignore))
  if settings.class and settings.class ~= "auto" then
    vim.list_extend(arguments, { "--class", settings.class })
  end
  return arguments
end

local function executable()
  local program = scruple.program()
  if vim.fn.executable(program) == 1 then
    return program
  end
  fail("there is no program " .. program .. "; see :checkhealth scruple")
end

--- Runs the program for a short answer. Returns its lines, or nothing after telling what is wrong.
local function ask(arguments)
  local program = executable()
  if not program then
    return
  end
  local lines = vim.fn.systemlist(vim.list_extend({ program }, arguments))
  if vim.v.shell_error ~= 0 then
    fail(table.concat(lines, "\n"))
    return
  end
  return lines
end

function M.restart()
  local buffers, clients = {}, scruple.clients()
  for _, client in ipairs(clients) do
    for buffer in pairs(client.attached_buffers or {}) do
      buffers[buffer] = true
    end
    if scruple.has_native() then
      client:stop(false)
    else
      client.stop(false)
    end
  end
  local gone = vim.wait(3000, function()
    return #scruple.clients() == 0
  end, 10)
  if not gone then
    for _, client in ipairs(scruple.clients()) do
      vim.lsp.stop_client(client.id, true)
    end
  end
  -- Whatever starts the server does so when a buffer gets its file type.
  buffers[vim.api.nvim_get_current_buf()] = true
  for buffer in pairs(buffers) do
    if vim.api.nvim_buf_is_loaded(buffer) then
      vim.api.nvim_buf_call(buffer, function()
        vim.api.nvim_exec_autocmds("FileType", { pattern = vim.bo[buffer].filetype, modeline = false })
      end)
    end
  end
  tell(#clients == 0 and "no server was running; starting one" or "the server is started again")
end

--- The code of the red flag under the cursor, or else of one on its line.
local function under_cursor()
  local row, column = unpack(vim.api.nvim_win_get_cursor(0))
  local on_line
  for _, one in ipairs(vim.diagnostic.get(0)) do
    local last = one.end_lnum or one.lnum
    if one.source == "scruple" and one.code and one.lnum <= row - 1 and row - 1 <= last then
      local after = one.lnum < row - 1 or one.col <= column
      local before = last > row - 1 or column < (one.end_col or one.col + 1)
      if after and before then
        return one.code
      end
      on_line = on_line or one.code
    end
  end
  return on_line
end

function M.rule(call)
  local code = call.args ~= "" and call.args or under_cursor()
  if not code then
    fail("no red flag stands under the cursor; name a rule: :ScrupleRule MC101")
    return
  end
  local lines = ask(vim.list_extend({ "explain", code, "--format", "markdown" }, pack_arguments()))
  if not lines then
    return
  end
  -- A note for those who meet the page in the repository.
  while lines[1] and (lines[1]:match("^<!%-%-") or lines[1] == "") do
    table.remove(lines, 1)
  end
  vim.cmd("botright new")
  local buffer = vim.api.nvim_get_current_buf()
  vim.bo[buffer].buftype = "nofile"
  vim.bo[buffer].bufhidden = "wipe"
  vim.bo[buffer].swapfile = false
  vim.api.nvim_buf_set_lines(buffer, 0, -1, false, lines)
  pcall(vim.api.nvim_buf_set_name, buffer, "scruple://" .. code)
  vim.bo[buffer].filetype = "markdown"
  vim.bo[buffer].modifiable = false
  vim.api.nvim_buf_set_keymap(buffer, "n", "q", "<Cmd>close<CR>", { nowait = true, silent = true })
end

local codes
function M.complete_rule(begun)
  if not codes then
    local program = scruple.program()
    local out = vim.fn.system(vim.list_extend({ program, "rules", "list", "--format", "json" }, pack_arguments()))
    local ok, rules = pcall(vim.fn.json_decode, out)
    if not ok or type(rules) ~= "table" then
      return {}
    end
    codes = vim.tbl_map(function(rule)
      return rule.code
    end, rules)
  end
  return vim.tbl_filter(function(code)
    return vim.startswith(code, begun:upper())
  end, codes)
end

function M.fix_all()
  local edits = scruple.fix_all()
  if #scruple.clients(vim.api.nvim_get_current_buf()) == 0 then
    fail("no server is attached to this buffer")
  else
    tell(edits == 0 and "no safe fix to apply" or ("%d edits applied"):format(edits))
  end
end

local KINDS = { error = "E", warning = "W", info = "I" }

--- The findings as entries of the quickfix list. Columns of the program count characters, those of Neovim bytes.
local function entries(lines, folder)
  local texts, found = {}, {}
  for _, line in ipairs(lines) do
    if line ~= "" then
      local finding = vim.fn.json_decode(line)
      local path = finding.path
      if not (path:match("^/") or path:match("^%a:[/\\]")) then
        path = folder .. "/" .. path
      end
      texts[path] = texts[path] or vim.fn.readfile(path)
      local text = texts[path][finding.start.line] or ""
      table.insert(found, {
        filename = path,
        lnum = finding.start.line,
        col = vim.fn.byteidxcomp(text, finding.start.column - 1) + 1,
        type = KINDS[finding.severity],
        text = ("%s: %s"):format(finding.code, finding.message),
      })
    end
  end
  return found
end

function M.workspace(call)
  local program = executable()
  if not program then
    return
  end
  local folder = call.args ~= "" and vim.fn.fnamemodify(call.args, ":p:s?[/\\\\]$??")
    or scruple.root(vim.api.nvim_buf_get_name(0), scruple.config.root_markers)
    or vim.fn.getcwd()
  local out, err = {}, {}
  local arguments = { program, "check", "--format", "jsonl", "--fail-on", "never" }
  vim.list_extend(arguments, check_arguments())
  table.insert(arguments, ".")
  local job = vim.fn.jobstart(arguments, {
    cwd = folder,
    stdout_buffered = true,
    stderr_buffered = true,
    on_stdout = function(_, lines)
      out = lines
    end,
    on_stderr = function(_, lines)
      err = lines
    end,
    on_exit = function(_, status)
      if status ~= 0 and #out <= 1 then
        fail(table.concat(err, "\n"))
        return
      end
      local found = entries(out, folder)
      vim.fn.setqflist({}, " ", { title = "Scruple: " .. folder, items = found })
      tell(#found == 0 and "no red flags in " .. folder or ("%d red flags in %s"):format(#found, folder))
      if #found > 0 then
        vim.cmd("botright copen")
      end
    end,
  })
  if job <= 0 then
    fail("the program could not be started: " .. program)
  end
end

function M.info()
  local lines = ask({ "--version" })
  if not lines then
    return
  end
  local program = scruple.program()
  local out = { lines[1] .. ", " .. vim.fn.exepath(program), "settings: " .. vim.inspect(scruple.settings()) }
  for _, client in ipairs(scruple.clients()) do
    local folder = client.config.root_dir or "no folder"
    table.insert(out, ("client %d: %s, positions in %s"):format(client.id, folder, client.offset_encoding))
  end
  if #out == 2 then
    table.insert(out, "no server is running")
  end
  local flags = vim.tbl_filter(function(one)
    return one.source == "scruple"
  end, vim.diagnostic.get(0))
  table.insert(out, ("red flags in this buffer: %d"):format(#flags))
  vim.api.nvim_echo({ { table.concat(out, "\n") } }, true, {})
end

return M
