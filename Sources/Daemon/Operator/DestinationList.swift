import Foundation
import Jobs

/// Destinations as `hookme destinations list` shows them.
struct DestinationList {
    var destinations: [DestinationStatus]
    var now: Timestamp

    /// Aligned columns, for people.
    var table: String {
        guard !destinations.isEmpty else { return "no destination has failed or been held" }
        let header = ["DESTINATION", "STATE", "REASON", "HELD JOBS", "HELD SINCE", "PROBE", "LAST ERROR"]
        let rows = [header] + destinations.map(row)
        let widths = header.indices.map { column in rows.map { $0[column].count }.max() ?? 0 }
        return rows.map { row in
            let cells = zip(row.dropLast(), widths).map { cell, width in
                cell + String(repeating: " ", count: width - cell.count)
            }
            return (cells + row.suffix(1)).joined(separator: "  ")
        }.joined(separator: "\n")
    }

    /// The same words as the columns of `destinations`, for programs.
    func json() throws -> String {
        let encoder = JSONEncoder()
        encoder.keyEncodingStrategy = .convertToSnakeCase
        encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
        return String(decoding: try encoder.encode(destinations.map(Entry.init)), as: UTF8.self)
    }

    private func row(_ status: DestinationStatus) -> [String] {
        [
            status.destination.text.oneLine, status.hold == nil ? "open" : "held", status.hold?.rawValue ?? "-",
            String(status.heldJobs), status.hold == nil ? "-" : status.heldAt?.iso8601 ?? "-",
            status.hold == nil ? "-" : status.probe.words(at: now), status.lastError?.oneLine ?? "-",
        ]
    }

    private struct Entry: Encodable {
        var destination: String
        var state: String
        var reason: String?
        var heldJobs: Int
        var heldAt: String?
        var probeAt: String?
        var probeJob: Int64?
        var probes: Int
        var lastError: String?

        init(_ status: DestinationStatus) {
            destination = status.destination.text
            (state, reason) = (status.hold == nil ? "open" : "held", status.hold?.rawValue)
            (heldJobs, heldAt) = (status.heldJobs, status.heldAt?.iso8601)
            (probes, lastError) = (status.probes, status.lastError)
            switch status.probe {
            case .never: break
            case .at(let moment): probeAt = moment.iso8601
            case .underWay(let job): probeJob = job.number
            }
        }
    }
}
