package import AsyncHTTPClient
import Foundation

/// Of one name, so that one with very many that are closed is left in time.
private let mostAddresses = 4

/// Sends requests to destinations that somebody else has chosen: it finds out where their host is, connects only if it may,
/// and then to that very address.
///
/// Between a check and a connection by name, the name could come to mean another address (DNS rebinding). So the name is
/// resolved once, every address that it has is checked, and the connection is made to one of these, while TLS and the Host
/// header keep to the name. A client is made for each request, since AsyncHTTPClient pins addresses for a client as a whole,
/// and no connection that was made for one check may serve another.
package struct GuardedClient: Sendable {
    private let policy: DestinationPolicy
    private let resolve: HostResolver
    private let configuration: HTTPClient.Configuration

    package init(
        _ policy: DestinationPolicy = DestinationPolicy(), resolve: @escaping HostResolver = systemResolver,
        configuration: HTTPClient.Configuration = .outbound()
    ) {
        self.policy = policy
        self.resolve = resolve
        self.configuration = configuration
    }

    /// As ``OutboundClient/send(_:)``; the request's timeout is also for the resolver. Where one address takes no connection,
    /// the next is tried: nothing was sent yet.
    package func send(_ request: OutboundRequest) async throws(GuardedError) -> OutboundResponse {
        let started = ContinuousClock.now
        let (url, places) = try await target(of: request)
        var request = request
        let limit = request.timeout
        request.url = url.text
        for (number, place) in places.enumerated() {
            request.timeout = max(.zero, limit - (ContinuousClock.now - started))
            do {
                return try await send(request, by: place)
            } catch .timeout {
                throw .outbound(.timeout(limit))
            } catch .unreachable where number < places.count - 1 {
                continue
            } catch {
                throw .outbound(error)
            }
        }
        throw .outbound(.unreachable("the host has no address"))
    }

    private func send(
        _ request: OutboundRequest, by configuration: HTTPClient.Configuration
    ) async throws(OutboundError) -> OutboundResponse {
        let client = HTTPClient(eventLoopGroupProvider: .singleton, configuration: configuration)
        // Not waited for: in TLS the other side has five seconds for its farewell.
        defer { client.shutdown { _ in } }
        return try await OutboundClient(client).send(request)
    }

    /// Where the request may go, and configurations of clients that lead nowhere else: one for each address, in the order in which
    /// they are tried.
    private func target(
        of request: OutboundRequest
    ) async throws(GuardedError) -> (url: DestinationURL, places: [HTTPClient.Configuration]) {
        do {
            let url = try policy.admit(request.url)
            guard case .name(let name) = url.host else { return (url, [configuration]) }
            let found = try await addresses(of: name, within: request.timeout)
            try policy.admit(found)
            // A name that AsyncHTTPClient read otherwise would not be pinned.
            guard URL(string: url.text)?.host == name else { throw DestinationRefusal.host }
            let places = found.prefix(mostAddresses).map { address in
                var pinned = configuration
                pinned.dnsOverride = [name: address.description]
                return pinned
            }
            return (url, places)
        } catch let error as DestinationRefusal {
            throw .refused(error)
        } catch let error as OutboundError {
            throw .outbound(error)
        } catch {
            throw .outbound(.cancelled)
        }
    }

    private func addresses(of name: String, within timeout: Duration) async throws(OutboundError) -> [IPAddress] {
        let found = await withTaskGroup(of: Result<[IPAddress], OutboundError>.self) { group in
            group.addTask {
                do throws(OutboundError) {
                    return .success(try await resolve(name))
                } catch {
                    return .failure(error)
                }
            }
            group.addTask {
                do {
                    try await Task.sleep(for: timeout)
                    return .failure(.unreachable(dnsIsSilent))
                } catch {
                    return .failure(.cancelled)
                }
            }
            let first = await group.next()
            group.cancelAll()
            return first ?? .failure(.cancelled)
        }
        return try found.get()
    }
}

/// Why a request to somebody else's destination has no answer.
package enum GuardedError: Error, Equatable, Sendable {
    /// Nothing was connected to.
    case refused(DestinationRefusal)
    case outbound(OutboundError)
}
