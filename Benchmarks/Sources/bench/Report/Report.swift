/// All that a run has found, and where.
struct Report: Sendable {
    let machine: Machine
    let settings: [String]
    let sections: [Section]

    var verdicts: [Verdict] {
        sections.flatMap(\.verdicts)
    }
}
