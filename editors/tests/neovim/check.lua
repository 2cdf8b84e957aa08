-- nvim --headless calm.md -c 'luafile check.lua': does what a writer does, and ends with status 1 where it fails.

local program = vim.env.SCRUPLE_BIN

local function say(text)
  io.stdout:write("  " .. text .. "\n")
end

local function fail(text)
  error(text, 0)
end

local function check(condition, text)
  return condition or fail(text)
end

local function until_(what, condition, told)
  if not vim.wait(20000, condition, 10) then
    fail("waited in vain: " .. what .. (told and "\n" .. told() or ""))
  end
end

--- What is shown, and what the command line finds in the same text: code and place, in bytes of a line.
local function shown()
  local found = {}
  for _, one in ipairs(vim.diagnostic.get(0)) do
    if one.source == "scruple" then
      table.insert(found, ("%s %d:%d-%d:%d"):format(one.code, one.lnum, one.col, one.end_lnum, one.end_col))
    end
  end
  table.sort(found)
  return found
end

local function expected(extra)
  local lines = vim.api.nvim_buf_get_lines(0, 0, -1, false)
  local starts, at = {}, 0
  for number, line in ipairs(lines) do
    starts[number] = at
    at = at + #line + 1
  end
  local function place(position)
    -- What stands at the very end stands behind the last line break.
    local start = starts[position.line] or at
    return ("%d:%d"):format(position.line - 1, position.byte - start)
  end
  local arguments = { program, "check", "-", "--stdin-filename", "calm.md", "--fail-on", "never", "--format", "jsonl" }
  vim.list_extend(arguments, extra or {})
  local found = {}
  for _, line in ipairs(vim.fn.systemlist(arguments, table.concat(lines, "\n") .. "\n")) do
    local finding = vim.fn.json_decode(line)
    table.insert(found, ("%s %s-%s"):format(finding.code, place(finding.start), place(finding["end"])))
  end
  table.sort(found)
  return found
end

local function settled(what, extra)
  local wanted = expected(extra)
  until_(what, function()
    return vim.deep_equal(shown(), wanted)
  end, function()
    return "shown:    " .. vim.inspect(shown()) .. "\nexpected: " .. vim.inspect(wanted)
  end)
end

local function find(code)
  for _, one in ipairs(vim.diagnostic.get(0)) do
    if one.code == code then
      return one
    end
  end
end

local function go_to(code)
  local one = check(find(code), "no " .. code)
  vim.api.nvim_win_set_cursor(0, { one.lnum + 1, one.col })
  return one
end

local function text()
  return table.concat(vim.api.nvim_buf_get_lines(0, 0, -1, false), "\n")
end

local function test()
  local version = vim.version()
  say(("Neovim %d.%d.%d"):format(version.major, version.minor, version.patch))

  settled("the diagnostics of the opened document")
  check(find("MC101") and find("MC101").severity == vim.diagnostic.severity.ERROR, vim.inspect(shown()))
  say(#shown() .. " diagnostics, the same as on the command line")

  go_to("MC101")
  vim.lsp.buf.hover()
  local hover
  until_("the hover", function()
    for _, window in ipairs(vim.api.nvim_list_wins()) do
      if vim.api.nvim_win_get_config(window).relative ~= "" then
        hover = table.concat(vim.api.nvim_buf_get_lines(vim.api.nvim_win_get_buf(window), 0, -1, false), "\n")
        return true
      end
    end
  end)
  for _, words in ipairs({ "MC101", "Why:", "Law (US):", "Write instead:" }) do
    check(hover:find(words, 1, true), "the hover lacks " .. words .. ":\n" .. hover)
  end
  -- Moving takes it away.
  vim.api.nvim_exec_autocmds("CursorMoved", {})
  say("hover tells the reason and the law")

  go_to("MC401")
  vim.ui.select = function(items, options, done)
    for index, item in ipairs(items) do
      if options.format_item(item):find("Add the statement", 1, true) then
        return done(item, index)
      end
    end
    fail("no action adds the statement: " .. vim.inspect(items))
  end
  vim.lsp.buf.code_action()
  until_("the fix", function()
    return text():find("These statements have not been evaluated", 1, true)
  end)
  settled("the diagnostics after the fix")
  check(not find("MC401"), "the fixed red flag is still there")
  say("a fix is applied and its red flag goes")

  math.randomseed(42)
  local words = { ". Our tea cures eczema. ", "🌙", "no ", "x", " zero side effects", "é", "- " }
  for _ = 1, 300 do
    local lines = vim.api.nvim_buf_get_lines(0, 0, -1, false)
    local row = math.random(#lines)
    local last = vim.fn.strchars(lines[row])
    local from = math.random(0, last)
    local start = vim.fn.byteidx(lines[row], from)
    if math.random(3) == 1 then
      local till = vim.fn.byteidx(lines[row], math.min(last, from + math.random(0, 5)))
      vim.api.nvim_buf_set_text(0, row - 1, start, row - 1, till, {})
    elseif math.random(6) == 1 then
      vim.api.nvim_buf_set_text(0, row - 1, start, row - 1, start, { "", "" })
    else
      vim.api.nvim_buf_set_text(0, row - 1, start, row - 1, start, { words[math.random(#words)] })
    end
  end
  settled("the diagnostics after 300 fast edits")
  local lines = vim.api.nvim_buf_line_count(0)
  say(("300 fast edits, %d lines: the %d diagnostics of a fresh lint"):format(lines, #shown()))

  vim.cmd("edit!")
  settled("the diagnostics after going back to the file")
  vim.cmd("ScrupleFixAll")
  check(text():find("These statements have not been evaluated", 1, true), text())
  settled("the diagnostics after all safe fixes")
  say(":ScrupleFixAll")

  go_to("MC101")
  vim.cmd("ScrupleRule")
  check(vim.fn.getline(1) == "# MC101 cure-claim", vim.fn.getline(1))
  vim.cmd("close")
  vim.cmd("ScrupleRule MC201")
  check(vim.fn.getline(1):match("^# MC201 "), vim.fn.getline(1))
  vim.cmd("close")
  local names = vim.fn.getcompletion("ScrupleRule MC10", "cmdline")
  check(vim.tbl_contains(names, "MC101"), vim.inspect(names))
  say(":ScrupleRule")

  vim.cmd("ScrupleWorkspace")
  until_("the quickfix list", function()
    return #vim.fn.getqflist() > 0
  end)
  local listed
  for _, entry in ipairs(vim.fn.getqflist()) do
    if vim.fn.bufname(entry.bufnr):match("old%.html$") and entry.text:match("^MC101") then
      listed = entry
    end
  end
  check(listed and listed.lnum == 3 and listed.col == 18 and listed.type == "E", vim.inspect(vim.fn.getqflist()))
  vim.cmd("cclose")
  say(":ScrupleWorkspace")

  vim.cmd("ScrupleRestart")
  until_("a new server", function()
    return #require("scruple").clients(vim.api.nvim_get_current_buf()) == 1
  end)
  settled("the diagnostics after a restart")
  say(":ScrupleRestart")

  local info = vim.fn.execute("ScrupleInfo")
  check(info:match("scruple %d") and info:match("client %d"), info)
  vim.cmd("checkhealth scruple")
  local health = text()
  check(health:match("client %d+ is running") and not health:find("ERROR", 1, true), health)
  vim.cmd("bwipeout!")
  say(":ScrupleInfo and :checkhealth")

  vim.cmd("help scruple")
  check(vim.bo.filetype == "help" and text():find("*:ScrupleFixAll*", 1, true), "no help")
  vim.cmd("helpclose")

  vim.cmd("buffer calm.md")
  require("scruple").setup(vim.tbl_extend("force", require("scruple").config, {
    path = program,
    settings = { ignore = { "MC302" }, class = "clinic" },
  }))
  vim.cmd("ScrupleRestart")
  settled("the diagnostics of settings", { "--ignore", "MC302", "--class", "clinic" })
  say("help and settings")
end

local good, why = xpcall(test, debug.traceback)
if not good then
  io.stdout:write("FAILED: " .. tostring(why) .. "\n")
  vim.cmd("cquit 1")
end
vim.cmd("silent write!")
vim.cmd("qall!")
