import HTTPAPI
import Jobs

/// What of a page is kept up to date: the same for all who look at it in the same way.
enum LiveView: Hashable, Sendable {
    case overview
    case tasks(TaskQuery)
    case task(JobID)

    init(_ values: FormValues) throws(PageProblem) {
        switch values["view"] {
        case "overview": self = .overview
        case "tasks": self = .tasks(try TaskQuery(values))
        case "task":
            guard let number = values["id"].flatMap(Int64.init) else { throw .noSuchTask }
            self = .task(JobID(number))
        default: throw .invalid("There is no such view.")
        }
    }

    /// Where its changes are told.
    ///
    /// - Parameter shown: the name of what the page shows already.
    func url(shown: String) -> String {
        let pairs: [(name: String, value: String?)] =
            switch self {
            case .overview: [("view", "overview")]
            case .tasks(let query): [("view", "tasks")] + query.pairs
            case .task(let id): [("view", "task"), ("id", "\(id)")]
            }
        return "/dashboard/events?" + FormValues.encoded(pairs + [("shown", shown)])
    }
}

/// What a view looks like depends on this, and on nothing else of whoever looks.
struct Audience: Hashable, Sendable {
    var mayOperate: Bool
    /// Where this daemon is, as the visitor has called it.
    var site: String
    /// Whether the API wants a token.
    var needsToken: Bool
}

extension Audience {
    init(_ visit: Visit) {
        self.init(mayOperate: visit.mayOperate, site: visit.site, needsToken: !visit.caller.name.isEmpty)
    }
}

/// What is watched: a view, as somebody sees it.
struct Watched: Hashable, Sendable {
    var view: LiveView
    var audience: Audience
}
