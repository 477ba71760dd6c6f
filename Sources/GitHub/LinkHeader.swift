/// The `link` header of a page (RFC 8288), as far as pagination needs it.
struct LinkHeader {
    /// The target of the first link with `rel="next"`, as it was written. Nil on the last page.
    var next: String?

    init(_ value: String) {
        next = Self.links(in: value).first { $0.relations.contains("next") }.map { String($0.target) }
    }

    private struct Link {
        var target: Substring
        /// In lower case: relation types are compared without regard to it.
        var relations: [String]
    }

    /// Splits `<target>; name=value; …, <target>; …`. A comma ends a link only outside of `<…>` and `"…"`.
    private static func links(in value: String) -> [Link] {
        var links: [Link] = []
        var rest = value[...]
        while let start = rest.firstIndex(of: "<"), let end = rest[start...].firstIndex(of: ">") {
            let target = rest[rest.index(after: start)..<end]
            let parameters = upToComma(rest[rest.index(after: end)...])
            links.append(Link(target: target, relations: relations(in: parameters)))
            rest = rest[parameters.endIndex...]
        }
        return links
    }

    private static func upToComma(_ text: Substring) -> Substring {
        var isQuoted = false
        let end = text.firstIndex { character in
            if character == "\"" { isQuoted.toggle() }
            return character == "," && !isQuoted
        }
        return text[..<(end ?? text.endIndex)]
    }

    private static func relations(in parameters: Substring) -> [String] {
        for parameter in parameters.split(separator: ";") {
            let sides = parameter.lowercased().split(separator: "=", maxSplits: 1)
            guard sides.count == 2, sides[0].filter({ !$0.isWhitespace }) == "rel" else { continue }
            return sides[1].split { $0.isWhitespace || $0 == "\"" }.map(String.init)
        }
        return []
    }
}
