import Configuration
import Foundation

/// Finds the text of each setting: a systemd credential, then NAME_FILE, then the environment, then the configuration file,
/// then the default. An empty value counts as none.
struct SettingSource {
    /// In the order in which they are asked.
    private let readers: [ConfigReader]
    private let credentials: String?

    /// - Parameters:
    ///   - environment: the process's own, or a test's.
    ///   - file: a ``ConfigurationFile``.
    init(environment: [String: String], file: String?) throws(ConfigurationError) {
        var providers: [any ConfigProvider] = [EnvironmentVariablesProvider(environmentVariables: environment)]
        if let file {
            let contents = try Self.contents(of: file)
            guard contents.problems.isEmpty else { throw ConfigurationError(problems: contents.problems) }
            providers.append(EnvironmentVariablesProvider(environmentVariables: contents.values))
        }
        readers = providers.map { ConfigReader(provider: $0) }
        credentials = environment["CREDENTIALS_DIRECTORY"]
    }

    private static func contents(of file: String) throws(ConfigurationError) -> ConfigurationFile {
        do {
            return ConfigurationFile(try String(contentsOfFile: file, encoding: .utf8), path: file)
        } catch {
            throw ConfigurationError(problems: ["configuration file \(file) cannot be read"])
        }
    }

    func text(of setting: Setting) throws(ConfigurationError) -> String? {
        for file in files(of: setting) {
            if let secret = try contents(of: file.path, for: file.name) { return secret }
        }
        return value(setting.rawValue) ?? setting.fallback
    }

    /// The file that a secret comes from, if it comes from one.
    func file(of setting: Setting) throws(ConfigurationError) -> String? {
        for file in files(of: setting) where try contents(of: file.path, for: file.name) != nil {
            return file.path
        }
        return nil
    }

    /// Where a secret may stand, in the order in which it is looked for, under the name that an error calls it by.
    private func files(of setting: Setting) -> [(name: String, path: String)] {
        guard setting.isSecret else { return [] }
        let credential = credentials.map { "\($0)/\(setting.rawValue)" }
        let existing = credential.flatMap { FileManager.default.fileExists(atPath: $0) ? $0 : nil }
        let name = setting.rawValue + "_FILE"
        return [existing.map { (setting.rawValue, $0) }, value(name).map { (name, $0) }].compactMap(\.self)
    }

    private func contents(of path: String, for name: String) throws(ConfigurationError) -> String? {
        do {
            let text = try String(contentsOfFile: path, encoding: .utf8).trimmingCharacters(in: .whitespacesAndNewlines)
            return text.isEmpty ? nil : text
        } catch {
            throw ConfigurationError(problems: ["\(name) names \(path), which cannot be read"])
        }
    }

    private func value(_ name: String) -> String? {
        let key = ConfigKey(name.lowercased().split(separator: "_").map(String.init))
        return readers.lazy.compactMap { $0.string(forKey: key) }.first { !$0.isEmpty }
    }
}
