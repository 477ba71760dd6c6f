import Foundation
import Jobs
import Outbound

@testable import GitHub

extension Property {
    /// What GitHub tells: pages of issues and of contributors, a user's profile, and GraphQL's answer to the question for names.
    static let listing = Property("listing") { input in
        try check(input, as: ListedIssue.self)
        try check(input, as: ListedContributor.self)
        let profile: UserProfile? = successful { () throws(GitHubError) in try answer(input).decoded() }
        _ = profile?.name
        try checkNames(input)
    }

    private static func answer(_ body: [UInt8]) throws(GitHubError) -> GitHubAnswer {
        guard let url = GitHubURL(base: "https://api.github.com", segments: []) else { throw .answer("no URL") }
        let response = OutboundResponse(status: 200, headers: [], body: body, isTruncated: false)
        return GitHubAnswer(url: url, response: response, reader: "", isRedirected: false)
    }

    /// What was read is kept as JSON in the cache, and must be the same when it is read there.
    private static func check<Item: Codable & Equatable & Sendable>(_ body: [UInt8], as _: Item.Type) throws {
        do throws(GitHubError) {
            let page = try Page<Item>(answer(body))
            guard let kept = try? JSONEncoder().encode(page) else {
                // JSON knows no such number.
                return
            }
            let again = try? JSONDecoder().decode(Page<Item>.self, from: kept)
            guard again?.items == page.items else {
                throw .answer("a page that is kept is not the page that was read: \(body.text)")
            }
        } catch .answer(let reason) {
            try require(!reason.hasPrefix("a page that is kept"), reason)
            try require(reason.count < 300, "what is wrong with a page is said in few words")
        }
    }

    private static func checkNames(_ body: [UInt8]) throws {
        guard let answer = NamesAnswer(body) else { return }
        try require(answer.message.isOneLine, "the message is one line")
        try require(answer.message.count <= 300, "the message is short")
        // As their reader looks at them: by their places.
        for (place, node) in (answer.nodes ?? []).enumerated() where node != nil || answer.gone.contains(place) {
            _ = node?.name
        }
    }
}
