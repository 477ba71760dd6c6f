import Foundation
import Jobs

@testable import Webhooks

extension Property {
    /// What is kept of a receiver's answer: the address on a line, then the answer.
    static let excerpt = Property("excerpt") { bytes in
        var input = Input(bytes)
        let url = input.line()
        let text = AnswerExcerpt(input.remainder, hiding: url, proof: ["v1," + secret]).text
        try require(text.count <= AnswerExcerpt.maxCharacters, "an excerpt is short")
        try require(text.isOneLine, "an excerpt is one line")
        try require(!text.contains(secret), "a signature is not in it")
        let pasted = AnswerExcerpt(Array("at \(secret) or \(url)".utf8), hiding: url, proof: ["v1," + secret]).text
        try require(!pasted.contains(secret), "a signature is not in it wherever it stands")
        if url.hasPrefix("https://"), url.isOneLine {
            try require(!pasted.hasSuffix("or " + url), "the address is not in it")
        }
    }

    private static let secret = Data(repeating: 0xAB, count: 32).base64EncodedString()
}
