extension Job {
    /// Where it is, as a sentence, when it does not wait; empty when it does, since ``Waiting`` says why.
    package var standing: String {
        switch state {
        case .running where stage == .collect: "It runs: GitHub is being read."
        case .running: "It runs: the payload is being sent."
        case .completed: "It is delivered: the receiver answered with 2xx."
        case .discarded: "It was given up. Nothing more happens unless somebody retries it."
        case .cancelled: "Somebody cancelled it. Nothing more happens unless somebody retries it."
        case .queued, .held: ""
        }
    }
}
