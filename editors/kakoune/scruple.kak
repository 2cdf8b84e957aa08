# For kakoune-lsp (https://github.com/kakoune-lsp/kakoune-lsp) from version 17 on.
hook -group lsp-filetype-scruple global BufSetOption filetype=(?:markdown|html|text|plain) %{
    set-option -add buffer lsp_servers %{
        [scruple]
        root_globs = ["scruple.toml", ".git", ".hg"]
        args = ["lsp"]
        settings_section = "scruple"
        [scruple.settings.scruple]
        markets = ["us"]
    }
}

# Kakoune gives plain text no type of its own.
hook -group scruple-text global BufCreate .*\.(?:txt|text) %{
    set-option buffer filetype text
}
