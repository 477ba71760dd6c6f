import ArgumentParser
import AsyncHTTPClient
import Foundation
import JobStore
import Jobs
import NIOCore
import Outbound

/// How a command reaches a daemon: by its database, or by its API.
struct OperatorOptions: ParsableArguments {
    @OptionGroup var configuration: ConfigurationOptions

    @Option(
        help: ArgumentHelp(
            "Ask the daemon there, by its API, instead of looking into its database; or set HOOKME_URL.",
            discussion: "Its token comes from HOOKME_TOKEN.", valueName: "url"))
    var url: String?

    func validate() throws {
        if let url { _ = try Self.site(url, from: "--url") }
    }

    /// Runs `work` with what an operator may do, and tells a failure.
    func operating(_ work: (any OperatorVerbs) async throws -> Void) async throws {
        let environment = ProcessInfo.processInfo.environment
        let named = url.map { ($0, "--url") } ?? environment["HOOKME_URL"].map { ($0, "HOOKME_URL") }
        try await Failure.reported {
            if let (text, origin) = named, !text.isEmpty {
                let token = environment["HOOKME_TOKEN"].flatMap { $0.isEmpty ? nil : $0 }
                try await onAPI(try Self.site(text, from: origin), token, work)
            } else {
                try await onDatabase(work)
            }
        }
    }

    private func onAPI(_ site: String, _ token: String?, _ work: (any OperatorVerbs) async throws -> Void) async throws
    {
        let client = HTTPClient(eventLoopGroupProvider: .singleton, configuration: .outbound())
        do {
            try await work(APIOperator(api: APIClient(client: OutboundClient(client), site: site, token: token)))
        } catch {
            try await client.shutdown()
            throw error
        }
        try await client.shutdown()
    }

    private func onDatabase(_ work: (any OperatorVerbs) async throws -> Void) async throws {
        let settings = try await configuration.read { DatabaseSettings(&$0) }
        try await OperatorStore.open(at: settings.path) { store in
            try await work(DatabaseOperator(store: store, settings: settings))
        }
    }

    /// Without a slash at its end.
    private static func site(_ text: String, from origin: String) throws -> String {
        let example = "an http or https URL, such as http://127.0.0.1:4001"
        guard let url = URLComponents(string: text, encodingInvalidCharacters: false),
            url.scheme == "http" || url.scheme == "https", url.host?.isEmpty == false, url.query == nil,
            url.fragment == nil
        else { throw ValidationError("\(origin) must be \(example)") }
        guard url.user == nil, url.password == nil else {
            throw ValidationError("\(origin) must have no password in it, which others could see: set HOOKME_TOKEN")
        }
        return text.hasSuffix("/") ? String(text.dropLast()) : text
    }

    static let discussion = """
        In the database that DATABASE_PATH names, in the environment or in --config's file; the daemon may be running, and \
        notices within a second. With --url or HOOKME_URL by the API of a daemon, there or elsewhere, with the token in \
        HOOKME_TOKEN. That is never an argument: every user of the machine sees the arguments of all, and the shell keeps \
        them in its history.
        """
}
