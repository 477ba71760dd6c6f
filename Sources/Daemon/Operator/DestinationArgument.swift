import ArgumentParser
import Foundation
import Jobs

/// A destination as people name it: `default`, or a URL.
struct DestinationArgument: ParsableArguments {
    @Argument(help: "default, which is WEBHOOK_URL, or a job's own URL.")
    var destination = "default"

    var value: Destination {
        destination == "default" ? .default : .url(destination)
    }

    func validate() throws {
        guard destination != "default" else { return }
        let url = URLComponents(string: destination, encodingInvalidCharacters: false)
        guard url?.scheme == "http" || url?.scheme == "https", url?.host?.isEmpty == false else {
            throw ValidationError("DESTINATION must be default, or an http or https URL")
        }
    }
}
