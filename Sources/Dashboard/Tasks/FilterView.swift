import Jobs

/// The form that chooses tasks, filled in as it was sent.
struct FilterView {
    let states: [Option]
    let errorClasses: [Option]
    let spans: [Option]
    let username: String
    let repository: String
    let after: String
    let until: String
    let isFiltered: Bool
    let hasMore: Bool

    struct Option {
        let value: String
        let label: String
        let isSelected: Bool
    }

    init(_ query: TaskQuery) {
        states = JobState.allCases.map { Self.option($0.rawValue, $0.rawValue, query.state?.rawValue) }
        errorClasses = ErrorClass.allCases.map {
            Self.option($0.rawValue, $0.rawValue.replacing("_", with: " "), query.errorClass?.rawValue)
        }
        spans = TaskQuery.Within.allCases.map { Self.option($0.rawValue, $0.words, query.within?.rawValue) }
        (username, repository) = (query.username ?? "", query.repository ?? "")
        // As a browser's field for a local time takes it.
        after = query.after.map { String($0.iso8601.prefix(16)) } ?? ""
        until = query.until.map { String($0.iso8601.prefix(16)) } ?? ""
        isFiltered = !query.isEmpty
        hasMore = query.after != nil || query.until != nil
    }

    private static func option(_ value: String, _ label: String, _ selected: String?) -> Option {
        Option(value: value, label: label, isSelected: value == selected)
    }
}
