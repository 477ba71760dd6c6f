import Foundation

/// The configuration of the Sidekiq stack, as somebody would write it who wants it fast and no write lost.
enum SidekiqFiles {
    static func write(to folder: String, port: Int, shape: SidekiqStack.Shape) throws {
        let files = [
            "redis.conf": redis(folder), "puma.rb": puma(port, shape), "config.ru": application(folder, shape),
        ]
        for (name, text) in files {
            try text.write(toFile: "\(folder)/\(name)", atomically: false, encoding: .utf8)
        }
    }

    /// Every write is on the disk before it is answered.
    private static func redis(_ folder: String) -> String {
        """
        port 0
        unixsocket \(folder)/redis.sock
        dir \(folder)
        daemonize no
        appendonly yes
        appendfsync always
        save ""
        loglevel warning
        """
    }

    private static func puma(_ port: Int, _ shape: SidekiqStack.Shape) -> String {
        """
        environment 'production'
        bind 'tcp://127.0.0.1:\(port)?backlog=1024'
        workers \(shape.workers)
        threads \(shape.threads), \(shape.threads)
        \(shape.workers > 0 ? "preload_app!" : "")
        quiet
        silence_single_worker_warning
        """
    }

    /// Decodes the body, looks at both names by hookme's own rules, pushes a job and answers with its id.
    private static func application(_ folder: String, _ shape: SidekiqStack.Shape) -> String {
        #"""
        require 'json'
        require 'sidekiq'

        Sidekiq.logger.level = Logger::WARN
        # The Redis client would print a warning for each job that this version of Sidekiq pushes.
        Redis.sadd_returns_boolean = false
        Sidekiq.configure_client do |config|
          config.redis = { url: 'unix://\#(folder)/redis.sock', size: \#(shape.threads) }
        end

        class CollectJob
          include Sidekiq::Worker
          def perform(username, repository); end
        end

        LOGIN = /\A[A-Za-z0-9](?:-?[A-Za-z0-9]){0,38}\z/
        NAME = /\A[A-Za-z0-9._-]{1,100}\z/
        JSON_TYPE = { 'content-type' => 'application/json' }.freeze

        refuse = ->(status, error) { [status, JSON_TYPE.dup, [JSON.generate(code: status, error: error)]] }

        run lambda { |env|
          return refuse.(404, 'route not found') unless env['REQUEST_METHOD'] == 'POST' && env['PATH_INFO'] == '/tasks'
          begin
            task = JSON.parse(env['rack.input'].read)
          rescue JSON::ParserError
            return refuse.(400, 'the body must be JSON')
          end
          username, repository = task.values_at('username', 'repository')
          return refuse.(422, 'username') unless username.is_a?(String) && LOGIN.match?(username)
          return refuse.(422, 'repository') unless repository.is_a?(String) && NAME.match?(repository)
          id = CollectJob.perform_async(username, repository)
          body = JSON.generate(ok: 'task successfully scheduled', id: id, username: username, repository: repository)
          [202, JSON_TYPE.merge('location' => "/tasks/#{id}"), [body]]
        }
        """#
    }
}
