import HTTPAPI
import Jobs

/// Destinations as `hookme destinations list` shows them.
struct DestinationList {
    var destinations: [DestinationStatus]
    var now: Timestamp

    /// For people.
    var table: String {
        guard !destinations.isEmpty else { return "no destination has failed or been held" }
        var table = Table(["DESTINATION", "STATE", "REASON", "HELD JOBS", "HELD SINCE", "PROBE", "LAST ERROR"])
        for status in destinations {
            let isHeld = status.hold != nil
            table.add([
                status.destination.text, isHeld ? "held" : "open", status.hold?.rawValue ?? "-",
                String(status.heldJobs), isHeld ? status.heldAt?.iso8601 ?? "-" : "-",
                isHeld ? status.probe.words(at: now) : "-", status.lastError ?? "-",
            ])
        }
        return table.text
    }

    /// The same words as the columns of `destinations`, for programs.
    var json: String {
        JSONOutput.text(CommandJSON.destinations(destinations))
    }
}
