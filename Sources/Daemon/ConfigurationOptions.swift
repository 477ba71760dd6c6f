import ArgumentParser
import Foundation

/// How every command that needs the configuration finds it.
struct ConfigurationOptions: ParsableArguments {
    @Option(name: .customLong("config"), help: "A file of KEY=value lines; the environment goes before it.")
    var file: String?

    /// - Parameter known: what is so already, whatever the environment and the file say.
    func source(_ known: [String: String] = [:]) async throws -> SettingSource {
        let environment = ProcessInfo.processInfo.environment.merging(known) { $1 }
        do {
            return try SettingSource(environment: environment, file: file)
        } catch {
            throw error.failure
        }
    }

    /// Reads a few keys, for a command that needs no others: whoever runs it may not have the secrets.
    func read<Values>(_ keys: (inout SettingParser) -> Values) async throws -> Values {
        var parser = SettingParser(try await source())
        let values = keys(&parser)
        do {
            try parser.finish()
        } catch {
            throw error.failure
        }
        return values
    }

    func settings(_ known: [String: String] = [:]) async throws -> Settings {
        let source = try await source(known)
        do {
            return try Settings(source)
        } catch {
            throw error.failure
        }
    }
}
