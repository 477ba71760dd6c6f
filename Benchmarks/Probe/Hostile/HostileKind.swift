import Loopback

/// The ways in which a client may be hostile.
enum HostileKind: String, CaseIterable, Sendable {
    case noise
    case mutated
    case truncated
    case longTarget = "long target"
    case largeHead = "large head"
    case largeBody = "large body"
    case wrongLength = "wrong length"
    case smuggled
    case brokenChunks = "broken chunks"
    case badText = "bad UTF-8"
    case deepJSON = "deep JSON"
    case oddJSON = "odd JSON"
    case pipelined
    case forgedToken = "forged token"
    case oddTarget = "odd target"
    case oddFields = "odd fields"
    case hangUp = "hang up"

    /// - Parameter token: one that is known, so that what comes gets as far as it can.
    func request(_ random: inout SplitMix64, token: String) -> HostileRequest {
        var make = HostileMaker(random: random, token: token)
        defer { random = make.random }
        return switch self {
        case .noise: HostileRequest(make.random.bytes(make.random.number(1...4096)))
        case .mutated: HostileRequest(make.mutated(), .answered)
        case .truncated: make.truncated()
        case .longTarget: make.longTarget()
        case .largeHead: make.largeHead()
        case .largeBody: make.largeBody()
        case .wrongLength: make.wrongLength()
        case .smuggled: make.smuggled()
        case .brokenChunks: make.brokenChunks()
        case .badText: make.badText()
        case .deepJSON: make.deepJSON()
        case .oddJSON: make.oddJSON()
        case .pipelined: make.pipelined()
        case .forgedToken: make.forgedToken()
        case .oddTarget: make.oddTarget()
        case .oddFields: make.oddFields()
        case .hangUp: make.hangUp()
        }
    }
}
