import Foundation

/// The query of a listing, in the order in which it was sent: GitHub's links repeat it.
struct GitHubQuery {
    private let items: [(name: Substring, value: Substring)]

    init(_ query: Substring?) {
        items = (query ?? "").split(separator: "&").map { item in
            let name = item.prefix { $0 != "=" }
            return (name, item.dropFirst(name.count + 1))
        }
    }

    /// The last value wins, as in Rails.
    subscript(name: String) -> String? {
        items.last { $0.name == name }.map { $0.value.removingPercentEncoding ?? String($0.value) }
    }

    /// From 1. What is no page counts as the first.
    var page: Int {
        max(1, self["page"].flatMap(Int.init) ?? 1)
    }

    /// 30 by default and 100 at most.
    var pageSize: Int {
        let size = self["per_page"].flatMap(Int.init) ?? 30
        return size < 1 ? 30 : min(size, 100)
    }

    /// The same query for another page: `page` stays in its place, or comes last.
    func text(page: Int) -> String {
        var parts = items.map { $0.name == "page" ? "page=\(page)" : "\($0.name)=\($0.value)" }
        if !items.contains(where: { $0.name == "page" }) { parts.append("page=\(page)") }
        return parts.joined(separator: "&")
    }
}
