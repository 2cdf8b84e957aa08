-- As the README says for any Neovim; `native = false` goes the way of those before 0.11.
require("scruple").setup({ path = vim.env.SCRUPLE_BIN, native = vim.env.SCRUPLE_NATIVE ~= "0" })
