/// The elements of a listing, chosen and in order, so that a page is just a piece of it.
struct GitHubList: Sendable {
    let count: Int
    /// That at a place, from 0, as it is sent.
    let element: @Sendable (Int) -> JSON

    init<Element: Sendable>(_ elements: [Element], json: @escaping @Sendable (Element) -> JSON) {
        count = elements.count
        element = { json(elements[$0]) }
    }
}
