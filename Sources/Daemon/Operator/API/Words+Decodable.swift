import Jobs

// The words that the API writes, read again.
extension JobState: Decodable {}
extension Stage: Decodable {}
extension RunReason: Decodable {}
extension AttemptResult: Decodable {}
extension HoldReason: Decodable {}
extension GateState.Reason: Decodable {}
extension Waiting.Need: Decodable {}

extension Timestamp: Decodable {
    package init(from decoder: any Decoder) throws {
        let text = try decoder.singleValueContainer().decode(String.self)
        guard let moment = Timestamp(rfc3339: text) else {
            throw DecodingError.dataCorrupted(.init(codingPath: decoder.codingPath, debugDescription: "no moment"))
        }
        self = moment
    }
}
