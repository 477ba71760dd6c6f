import ArgumentParser

/// `hookme config`.
struct ConfigCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "config", abstract: "Show every key with its value and meaning, and check them.",
        discussion: Manual.text(
            "Secrets are not shown. Exits with 78 when a value is wrong.",
            example: "hookme config --config /etc/hookme/hookme.env")
    )

    @OptionGroup var configuration: ConfigurationOptions

    @Flag(help: "Print docs/CONFIGURATION.md instead: every key with its default and meaning, whatever is set here.")
    var markdown = false

    func run() async throws {
        guard !markdown else { return print(Setting.markdown, terminator: "") }
        try await Failure.reported {
            let source = try await configuration.source()
            for setting in Setting.allCases {
                let text = try shown(setting, from: source)
                print("\(setting.rawValue)=\(text)")
                print("    \(setting.meaning)\(defaultNote(for: setting))")
            }
            _ = try await configuration.settings()
        }
    }

    private func shown(_ setting: Setting, from source: SettingSource) throws -> String {
        do {
            let text = try source.text(of: setting) ?? ""
            return setting.isSecret && !text.isEmpty ? "(set, not shown)" : text
        } catch {
            throw error.failure
        }
    }

    private func defaultNote(for setting: Setting) -> String {
        guard let fallback = setting.fallback else { return " [required]" }
        return fallback.isEmpty ? "" : " [default \(fallback)]"
    }
}
