/// What a figure's median is to keep to.
struct Bound: Sendable {
    enum Direction: String, Sendable {
        case atMost = "≤"
        case atLeast = "≥"
        case below = "<"
    }

    let direction: Direction
    let limit: Double

    static func atMost(_ limit: Double) -> Bound { Bound(direction: .atMost, limit: limit) }
    static func atLeast(_ limit: Double) -> Bound { Bound(direction: .atLeast, limit: limit) }
    static func below(_ limit: Double) -> Bound { Bound(direction: .below, limit: limit) }

    func holds(for value: Double) -> Bool {
        switch direction {
        case .atMost: value <= limit
        case .atLeast: value >= limit
        case .below: value < limit
        }
    }
}
