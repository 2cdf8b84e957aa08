-- Neovim 0.11 and later: `vim.lsp.enable("scruple")` reads this.
return require("scruple").server()
