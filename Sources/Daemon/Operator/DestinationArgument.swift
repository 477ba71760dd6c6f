import ArgumentParser
import Foundation
import Jobs
import Outbound

/// A destination as people name it: `default`, or a URL.
struct DestinationArgument: ParsableArguments {
    @Argument(help: "default, which is WEBHOOK_URL, or a job's own URL.")
    var destination = "default"

    /// A URL as jobs have it, however it is written here.
    var value: Destination {
        guard destination != "default" else { return .default }
        return .url((try? DestinationURL(destination).text) ?? destination)
    }

    func validate() throws {
        guard destination != "default" else { return }
        let url = URLComponents(string: destination, encodingInvalidCharacters: false)
        guard url?.scheme == "http" || url?.scheme == "https", url?.host?.isEmpty == false else {
            throw ValidationError("DESTINATION must be default, or an http or https URL")
        }
    }
}
