-- As the README says for Neovim 0.11 and later: nothing but vim.lsp.config and vim.lsp.enable.
vim.lsp.config("scruple", { cmd = { vim.env.SCRUPLE_BIN, "lsp" } })
vim.lsp.enable("scruple")
