import Jobs

/// A moment as a page shows it: exact, in UTC. The script shows it in the reader's own zone, as far away as it is.
struct Moment: Equatable {
    /// For programs.
    let iso: String
    /// For people: `2026-11-27 19:35:42 UTC`.
    let utc: String
    /// For the ends of a plot: `19:35 UTC`.
    let clock: String

    init(_ timestamp: Timestamp) {
        iso = timestamp.iso8601
        utc = iso.prefix(19).replacing("T", with: " ") + " UTC"
        clock = iso.dropFirst(11).prefix(5) + " UTC"
    }
}
