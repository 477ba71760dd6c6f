import Jobs

/// A word with the colour that goes with it. The word alone says all.
struct Badge: Equatable {
    let word: String
    /// A class of the style sheet.
    let kind: String

    init(_ state: JobState) {
        (word, kind) = (state.rawValue, state.rawValue)
    }

    init(_ result: AttemptResult) {
        word = result.rawValue
        kind =
            switch result {
            case .completed: "completed"
            case .failed, .discarded, .crashed: "discarded"
            case .deferred: "held"
            case .released: "queued"
            case .cancelled: "cancelled"
            }
    }

    init(_ word: String, as kind: JobState) {
        (self.word, self.kind) = (word, kind.rawValue)
    }
}
