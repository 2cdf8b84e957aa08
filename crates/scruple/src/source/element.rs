//! What the elements of HTML mean for the text inside them.

/// What an element does to the text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Role {
    /// Joined with the text around it.
    Inline,
    /// Text before, inside and after it is read apart.
    Block,
    /// Breaks the line.
    Break,
    /// A heading.
    Heading(u8),
    /// A list.
    List,
    /// An item of a list.
    Item,
    /// A quotation.
    Quote,
    /// A table.
    Table,
    /// A row or a section of a table.
    Row,
    /// A cell.
    Cell {
        /// Whether it is a cell of the head.
        header: bool,
    },
    /// The title of the document.
    Title,
    /// A description of the document in its attributes.
    Meta,
    /// Not text, although it stands in a line of text, such as code.
    SkipInline(u8),
    /// Not text.
    Skip(u8),
}

/// The role of the element `name`, in lower case.
pub(super) fn role(name: &[u8]) -> Role {
    match name {
        b"br" => Role::Break,
        b"h1" => Role::Heading(1),
        b"h2" => Role::Heading(2),
        b"h3" => Role::Heading(3),
        b"h4" => Role::Heading(4),
        b"h5" => Role::Heading(5),
        b"h6" => Role::Heading(6),
        b"ul" | b"ol" | b"menu" | b"dir" => Role::List,
        b"li" => Role::Item,
        b"blockquote" => Role::Quote,
        b"table" => Role::Table,
        b"tr" | b"thead" | b"tbody" | b"tfoot" | b"caption" | b"colgroup" => Role::Row,
        b"td" => Role::Cell { header: false },
        b"th" => Role::Cell { header: true },
        b"title" => Role::Title,
        b"meta" => Role::Meta,
        b"code" => Role::SkipInline(0),
        b"kbd" => Role::SkipInline(1),
        b"samp" => Role::SkipInline(2),
        b"svg" => Role::SkipInline(3),
        b"math" => Role::SkipInline(4),
        b"script" => Role::Skip(5),
        b"style" => Role::Skip(6),
        b"template" => Role::Skip(7),
        b"pre" | b"listing" | b"xmp" => Role::Skip(8),
        b"textarea" => Role::Skip(9),
        b"iframe" | b"noembed" | b"noframes" | b"noframe" => Role::Skip(10),
        b"p" | b"div" | b"section" | b"article" | b"header" | b"footer" | b"dl" | b"dt" | b"dd"
        | b"figure" | b"figcaption" | b"option" | b"optgroup" | b"select" | b"button" | b"label" | b"nav"
        | b"aside" | b"main" | b"form" | b"fieldset" | b"legend" | b"hr" | b"address" | b"details"
        | b"summary" | b"body" | b"head" | b"html" | b"center" | b"dialog" | b"hgroup" | b"search"
        | b"noscript" | b"video" | b"audio" | b"frameset" | b"plaintext" => Role::Block,
        _ => Role::Inline,
    }
}
