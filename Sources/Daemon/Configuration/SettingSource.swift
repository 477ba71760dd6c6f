import Configuration
import Foundation
import SystemPackage

/// Finds the text of each setting: a systemd credential, then NAME_FILE, then the environment, then the configuration file,
/// then the default. An empty value counts as none.
struct SettingSource {
    /// In the order in which they are asked.
    private let readers: [ConfigReader]
    private let credentials: String?

    /// - Parameters:
    ///   - environment: the process's own, or a test's.
    ///   - file: `KEY=value` lines, as systemd's EnvironmentFile and Docker's env_file have them.
    init(environment: [String: String], file: String?) async throws(ConfigurationError) {
        var providers: [any ConfigProvider] = [EnvironmentVariablesProvider(environmentVariables: environment)]
        if let file {
            do {
                providers.append(try await EnvironmentVariablesProvider(environmentFilePath: FilePath(file)))
            } catch {
                throw ConfigurationError(problems: ["configuration file \(file) cannot be read"])
            }
        }
        readers = providers.map { ConfigReader(provider: $0) }
        credentials = environment["CREDENTIALS_DIRECTORY"]
    }

    func text(of setting: Setting) throws(ConfigurationError) -> String? {
        if setting.isSecret, let secret = try secretFile(of: setting) { return secret }
        return value(setting.rawValue) ?? setting.fallback
    }

    private func secretFile(of setting: Setting) throws(ConfigurationError) -> String? {
        if let credential = credentials.map({ "\($0)/\(setting.rawValue)" }),
            FileManager.default.fileExists(atPath: credential),
            let secret = try contents(of: credential, for: setting.rawValue)
        {
            return secret
        }
        let name = setting.rawValue + "_FILE"
        guard let path = value(name) else { return nil }
        return try contents(of: path, for: name)
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
