package import CoreMetrics
package import Jobs
package import Outbound

/// Posts bytes to a receiver and takes nothing but a 2xx for a yes. What the bytes mean is not its business.
package struct WebhookSender: Sendable {
    private let http: OutboundClient
    private let ownDestinations: GuardedClient
    private let defaultURL: String
    private let timeout: Milliseconds
    private let userAgent: String
    private let signer: Replaceable<WebhookSigner?>
    private let gzipMinBytes: Int?
    private let metrics: DeliveryMetrics

    /// - Parameters:
    ///   - http: for deliveries to WEBHOOK_URL, which the operator has chosen and which may be anywhere.
    ///   - ownDestinations: for those that tasks have chosen. Without it there are none.
    ///   - defaultURL: WEBHOOK_URL.
    ///   - timeout: WEBHOOK_TIMEOUT, for one delivery from connecting to the last byte.
    ///   - signer: nil: deliveries are not signed.
    ///   - gzipMinBytes: bodies of so many bytes and more are sent compressed; nil: none.
    package init(
        http: OutboundClient, ownDestinations: GuardedClient = GuardedClient(), defaultURL: String,
        timeout: Milliseconds, userAgent: String, signer: WebhookSigner? = nil,
        gzipMinBytes: Int? = nil, metrics: any MetricsFactory = NOOPMetricsHandler.instance
    ) {
        self.metrics = DeliveryMetrics(metrics)
        self.http = http
        self.ownDestinations = ownDestinations
        self.defaultURL = defaultURL
        self.timeout = timeout
        self.userAgent = userAgent
        self.signer = Replaceable(signer)
        self.gzipMinBytes = gzipMinBytes
    }

    /// From here on deliveries are signed by this one; nil: they are not.
    package func replace(signer new: WebhookSigner?) {
        signer.replace(with: new)
    }

    /// Makes one delivery and returns the answer, a 2xx.
    ///
    /// A 2xx counts as soon as it has arrived, also when the rest of the answer never does: the receiver has the payload,
    /// and would only get it twice.
    ///
    /// - Parameters:
    ///   - body: JSON; sent byte for byte, perhaps compressed. What is signed is the JSON.
    ///   - webhookID: the same for each delivery of one job, so that the receiver can tell a repetition (Standard Webhooks).
    package func deliver(
        _ body: String, webhookID: String, to destination: Destination
    ) async throws(DeliveryError) -> ReceiverAnswer {
        let start = ContinuousClock.now
        do {
            let answer = try await post(body, webhookID: webhookID, to: destination)
            metrics.delivered(.success, in: .now - start)
            return answer
        } catch {
            metrics.delivered(DeliveryMetrics.Answer(error), in: .now - start)
            throw error
        }
    }

    private func post(
        _ body: String, webhookID: String, to destination: Destination
    ) async throws(DeliveryError) -> ReceiverAnswer {
        let url = url(of: destination)
        let bytes = Array(body.utf8)
        let signer = signer.current
        let proof = signer?.headers(id: webhookID, body: bytes) ?? [:]
        var headers = [
            "content-type": "application/json", "user-agent": userAgent, WebhookHeader.id.rawValue: webhookID,
        ]
        let isCompressed = gzipMinBytes.map { bytes.count >= $0 } ?? false
        if isCompressed { headers["content-encoding"] = "gzip" }
        let request = OutboundRequest(
            method: .post,
            url: url,
            headers: headers.merging(proof) { $1 },
            body: isCompressed ? try await compressed(bytes) : bytes,
            timeout: timeout.duration,
            maxResponseBytes: AnswerExcerpt.maxBytes,
            demand: .excerpt
        )
        let response = try await send(request, to: destination)
        let secrets = signer?.secretTexts ?? []
        let head = AnswerExcerpt(response.body, hiding: url, proof: Array(proof.values) + secrets).text
        guard (200...299).contains(response.status) else {
            throw .status(
                response.status, head: head,
                retryAfter: response.header("retry-after").flatMap(RetryAfter.init)
            )
        }
        return ReceiverAnswer(status: response.status, head: head.isEmpty ? nil : head)
    }

    private func compressed(_ bytes: [UInt8]) async throws(DeliveryError) -> [UInt8] {
        do {
            return try await Gzip.compressed(bytes)
        } catch {
            throw .cancelled
        }
    }

    private func send(
        _ request: OutboundRequest, to destination: Destination
    ) async throws(DeliveryError) -> OutboundResponse {
        switch destination {
        case .default:
            do {
                return try await http.send(request)
            } catch {
                throw DeliveryError(error)
            }
        case .url:
            do {
                return try await ownDestinations.send(request)
            } catch {
                throw DeliveryError(error)
            }
        }
    }

    private func url(of destination: Destination) -> String {
        switch destination {
        case .default: defaultURL
        case .url(let url): url
        }
    }
}
