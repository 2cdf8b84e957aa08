-- The commands. The server is started by `require("scruple").setup()` or `vim.lsp.enable("scruple")`, not from here.
if vim.g.loaded_scruple then
  return
end
vim.g.loaded_scruple = true

local function command(name, run, options)
  vim.api.nvim_create_user_command(name, function(call)
    require("scruple.commands")[run](call)
  end, options)
end

command("ScrupleRestart", "restart", { desc = "Restart the server of Scruple" })
command("ScrupleRule", "rule", {
  desc = "Show the page of a rule: the one under the cursor, or the one that is named",
  nargs = "?",
  complete = function(begun)
    return require("scruple.commands").complete_rule(begun)
  end,
})
command("ScrupleFixAll", "fix_all", { desc = "Apply every safe fix of Scruple to the buffer" })
command("ScrupleWorkspace", "workspace", {
  desc = "Lint a folder into the quickfix list",
  nargs = "?",
  complete = "dir",
})
command("ScrupleInfo", "info", { desc = "Tell which Scruple is running, and with which settings" })
