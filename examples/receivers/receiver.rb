# A receiver for hookme:  WEBHOOK_SECRET=whsec_… PORT=4010 ruby receiver.rb
%w[json openssl socket stringio timeout zlib].each { |library| require library }

SECRETS = ENV.fetch("WEBHOOK_SECRET").split.map { |secret| secret.delete_prefix("whsec_").unpack1("m0") }
TOLERANCE = 300 # seconds
MAX_BYTES = 64 << 20
DONE = {} # webhook-ids. Yours belong into your database, in the transaction of the work.
$stdout.sync = true

def genuine?(headers, body)
  id, sent, given = %w[id timestamp signature].map { |name| headers["webhook-#{name}"].to_s }
  return false if id.empty? || !sent.match?(/\A[0-9]{1,11}\z/) || (Time.now.to_i - sent.to_i).abs > TOLERANCE
  signatures = given.split(" ").filter_map { |one| one.delete_prefix("v1,") if one.start_with?("v1,") }
  codes = SECRETS.map { |secret| [OpenSSL::HMAC.digest("SHA256", secret, "#{id}.#{sent}.".b + body)].pack("m0") }
  codes.product(signatures).map { |code, one| OpenSSL.secure_compare(code, one) }.any?
end

def receive(client)
  client.gets("\n", 8192)
  headers = {}
  while (line = client.gets("\n", 8192)&.chomp) && !line.empty?
    name, value = line.split(":", 2)
    headers[name.downcase] = value.to_s.strip
  end
  length = headers["content-length"].to_i
  return "413 Content Too Large" if length > MAX_BYTES
  body = client.read(length) # bytes: what is signed, and not what a parser makes of it
  body = Zlib::GzipReader.new(StringIO.new(body)).read(MAX_BYTES) if headers["content-encoding"] == "gzip"
  return "401 Unauthorized" unless genuine?(headers, body)
  id = headers["webhook-id"]
  unless DONE[id]
    puts "done #{id} #{JSON.parse(body)["repository"]}" # the work
    DONE[id] = true # after it, so that what fails is sent again
  end
  "204 No Content"
rescue Zlib::Error
  "400 Bad Request"
end

TCPServer.new("127.0.0.1", Integer(ENV.fetch("PORT", "4010"))).then do |server|
  loop do
    client = server.accept
    client.write("HTTP/1.1 #{Timeout.timeout(20) { receive(client) }}\r\nconnection: close\r\n\r\n")
  rescue StandardError => error
    warn error.message # no answer is a failure too
  ensure
    client&.close
  end
end
