extension Setting {
    /// docs/CONFIGURATION.md: every key with its default and meaning.
    static var markdown: String {
        """
        # Configuration

        Every key, as `hookme config` shows it beside its value. This page is what `hookme config --markdown` prints.

        Keys come from the environment, then from a file of `KEY=value` lines (`--config FILE`). An empty value counts as none. Those
        with a † are secrets: they are never shown, and may also come from a systemd credential of their name or from a file that
        `NAME_FILE` names, both of which go before the environment.

        | key | default | meaning |
        |---|---|---|
        \(allCases.map(\.row).joined(separator: "\n"))

        """
    }

    private var row: String {
        let shown = fallback.map { $0.isEmpty ? "empty" : "`\($0)`" } ?? "required"
        return "| `\(rawValue)`\(isSecret ? " †" : "") | \(shown) | \(meaning) |"
    }
}
