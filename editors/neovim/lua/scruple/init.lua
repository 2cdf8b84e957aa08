--- Scruple in Neovim: finds red flags of medical claims in health text.
---
--- The server knows what there is to know of a text; this starts it in whichever way the Neovim at hand has.
local M = {}

local defaults = {
  -- The program: a path, or a name on the PATH.
  path = "scruple",
  -- YAML is for those who write rule packs: add "yaml".
  filetypes = { "markdown", "mdx", "quarto", "html", "xhtml", "text", "asciidoc", "rst", "srt", "toml" },
  -- The folder of the project is the nearest that holds one of these.
  root_markers = { "scruple.toml", ".git" },
  -- markets, class, packs, select, ignore, maxBytes, codeLens: see `scruple lsp --help`.
  settings = {},
  -- Called with the client and the buffer.
  on_attach = nil,
  capabilities = nil,
  -- false: do without vim.lsp.config and vim.lsp.enable where Neovim has them.
  native = true,
}

M.config = vim.deepcopy(defaults)

--- Whether Neovim has vim.lsp.config and vim.lsp.enable.
function M.has_native()
  return vim.fn.has("nvim-0.11") == 1
end

--- The program that is run, for the server and for the commands.
function M.program()
  if M.config.native and M.has_native() then
    local set = vim.lsp.config.scruple
    if set and type(set.cmd) == "table" then
      return set.cmd[1]
    end
  end
  return M.config.path
end

--- The settings in force, as the server gets them.
function M.settings()
  if M.config.native and M.has_native() then
    local set = vim.lsp.config.scruple
    if set and set.settings and set.settings.scruple then
      return set.settings.scruple
    end
  end
  return M.config.settings
end

--- What Neovim is to know of the server, as vim.lsp.config wants it.
function M.server()
  local config = M.config
  return {
    cmd = { config.path, "lsp" },
    filetypes = config.filetypes,
    root_markers = config.root_markers,
    settings = { scruple = config.settings },
    init_options = next(config.settings) and { scruple = config.settings } or nil,
    on_attach = config.on_attach,
    capabilities = config.capabilities,
  }
end

--- The nearest folder above a file that holds one of the markers; none where there is no such folder.
function M.root(file, markers)
  local folder = vim.fn.fnamemodify(file, ":p:h")
  while true do
    for _, marker in ipairs(markers) do
      if vim.loop.fs_stat(folder .. "/" .. marker) then
        return folder
      end
    end
    local above = vim.fn.fnamemodify(folder, ":h")
    if above == folder then
      return nil
    end
    folder = above
  end
end

--- The clients that are running, of one buffer or of all.
function M.clients(buffer)
  if vim.lsp.get_clients then
    return vim.lsp.get_clients({ name = "scruple", bufnr = buffer })
  end
  return vim.tbl_filter(function(client)
    return client.name == "scruple" and (not buffer or vim.lsp.buf_is_attached(buffer, client.id))
  end, vim.lsp.get_active_clients())
end

-- Neovim 0.7 keeps no account of which client could serve another buffer.
local function start_client(config, buffer)
  for _, client in ipairs(M.clients()) do
    if client.config.root_dir == config.root_dir then
      vim.lsp.buf_attach_client(buffer, client.id)
      return
    end
  end
  local id = vim.lsp.start_client(config)
  if id then
    vim.lsp.buf_attach_client(buffer, id)
  end
end

--- Starts the server for a buffer, or attaches the one that is running. For Neovim before 0.11, which `setup` calls it in.
function M.start(buffer)
  local name = vim.api.nvim_buf_get_name(buffer)
  if vim.bo[buffer].buftype ~= "" then
    return
  end
  local server = M.server()
  local root = M.root(name ~= "" and name or vim.fn.getcwd() .. "/.", server.root_markers)
  local config = {
    name = "scruple",
    cmd = server.cmd,
    settings = server.settings,
    init_options = server.init_options,
    on_attach = server.on_attach,
    capabilities = server.capabilities,
    root_dir = root or vim.fn.getcwd(),
  }
  if vim.fn.executable(server.cmd[1]) == 0 then
    vim.notify_once = vim.notify_once or vim.notify
    vim.notify_once(
      "Scruple: there is no program " .. server.cmd[1] .. "; see :checkhealth scruple",
      vim.log.levels.ERROR
    )
    return
  end
  if vim.lsp.start then
    vim.lsp.start(config, { bufnr = buffer })
  else
    start_client(config, buffer)
  end
end

--- Takes settings and starts the server for every buffer of the file types from now on.
function M.setup(options)
  M.config = vim.tbl_deep_extend("force", vim.deepcopy(defaults), options or {})
  if M.config.native and M.has_native() then
    vim.lsp.config("scruple", M.server())
    vim.lsp.enable("scruple")
    return
  end
  vim.api.nvim_create_autocmd("FileType", {
    group = vim.api.nvim_create_augroup("scruple", { clear = true }),
    pattern = M.config.filetypes,
    callback = function(event)
      M.start(event.buf)
    end,
  })
  for _, buffer in ipairs(vim.api.nvim_list_bufs()) do
    if vim.api.nvim_buf_is_loaded(buffer) and vim.tbl_contains(M.config.filetypes, vim.bo[buffer].filetype) then
      M.start(buffer)
    end
  end
end

local function request(client, method, params, timeout, buffer)
  if M.has_native() then
    return client:request_sync(method, params, timeout, buffer)
  end
  return client.request_sync(method, params, timeout, buffer)
end

--- Applies every safe fix to a buffer (the current one by default) and returns how many edits that took. Waits for the
--- server, `timeout` milliseconds at most, so that it can be called before writing.
function M.fix_all(buffer, timeout)
  buffer = (buffer and buffer ~= 0) and buffer or vim.api.nvim_get_current_buf()
  timeout = timeout or 2000
  local edits = 0
  for _, client in ipairs(M.clients(buffer)) do
    local answer = request(client, "textDocument/codeAction", {
      textDocument = vim.lsp.util.make_text_document_params(buffer),
      range = {
        start = { line = 0, character = 0 },
        ["end"] = { line = vim.api.nvim_buf_line_count(buffer), character = 0 },
      },
      context = { only = { "source.fixAll.scruple" }, diagnostics = {} },
    }, timeout, buffer)
    for _, action in ipairs(answer and answer.result or {}) do
      if not action.edit then
        local resolved = request(client, "codeAction/resolve", action, timeout, buffer)
        action = resolved and resolved.result or action
      end
      if action.edit then
        for _, list in pairs(action.edit.changes or {}) do
          edits = edits + #list
        end
        for _, change in ipairs(action.edit.documentChanges or {}) do
          edits = edits + #(change.edits or {})
        end
        vim.lsp.util.apply_workspace_edit(action.edit, client.offset_encoding)
      end
    end
  end
  return edits
end

return M
