import Foundation
import Jobs
import Outbound

/// The body of `POST /destinations/hold` and `/release`: `{"destination": "default"}`, or a URL as a task has named it.
struct DestinationRequest: Decodable {
    let destination: String
    /// Whether one may be held that no job has.
    let force: Bool?

    static let maxBytes = 64 * 1024

    private enum CodingKeys: BodyMember {
        case destination
        case force

        var mustBe: String {
            switch self {
            case .destination: "default, or an http or https URL"
            case .force: "true or false"
            }
        }
    }

    static func decode(_ json: Data) throws(Problem) -> DestinationRequest {
        let example = #"{"destination": "default"}"#
        do {
            return try JSONDecoder().decode(DestinationRequest.self, from: json)
        } catch let error as DecodingError {
            throw Problem(error, in: "the body", example: example)
        } catch {
            throw .notJSON(example: example)
        }
    }

    /// Written as the store has it.
    func value() throws(Problem) -> Destination {
        guard destination != "default" else { return .default }
        do throws(DestinationRefusal) {
            return .url(try DestinationURL(destination).text)
        } catch {
            throw .invalid(CodingKeys.destination)
        }
    }
}
