<?php
// A receiver for hookme:  WEBHOOK_SECRET=whsec_… php -d post_max_size=64M -d memory_limit=512M -S 127.0.0.1:4010 receiver.php

const TOLERANCE = 300; // seconds
const MAX_BYTES = 64 << 20;

function isGenuine(array $headers, string $body): bool
{
    [$id, $sent, $given] = array_map(fn ($name) => $headers["webhook-$name"] ?? '', ['id', 'timestamp', 'signature']);
    if ($id === '' || !preg_match('/\A[0-9]{1,11}\z/', $sent) || abs(time() - (int) $sent) > TOLERANCE) {
        return false;
    }
    $isGenuine = false;
    foreach (preg_split('/\s+/', getenv('WEBHOOK_SECRET'), -1, PREG_SPLIT_NO_EMPTY) as $secret) {
        $key = base64_decode(substr($secret, strlen('whsec_')));
        $code = base64_encode(hash_hmac('sha256', "$id.$sent.$body", $key, true));
        foreach (explode(' ', $given) as $signature) {
            $isGenuine = hash_equals("v1,$code", $signature) || $isGenuine;
        }
    }
    return $isGenuine;
}

function receive(array $headers): int
{
    $body = file_get_contents('php://input'); // bytes: what is signed, and not what a parser makes of it
    if (($headers['content-encoding'] ?? '') === 'gzip') {
        $body = @gzdecode($body, MAX_BYTES);
    }
    if ($body === false) {
        return 400;
    }
    if (!isGenuine($headers, $body)) {
        return 401;
    }
    // A file for each webhook-id that is done. Yours belong into your database, in the transaction of the work.
    $folder = getenv('DONE_FOLDER') ?: sys_get_temp_dir() . '/hookme-done';
    is_dir($folder) || mkdir($folder, 0700, true);
    $mark = fopen($folder . '/' . hash('sha256', $headers['webhook-id']), 'c');
    flock($mark, LOCK_EX);
    if (fstat($mark)['size'] === 0) {
        $payload = json_decode($body, true, flags: JSON_THROW_ON_ERROR);
        file_put_contents('php://stdout', "done {$headers['webhook-id']} {$payload['repository']}\n"); // the work
        fwrite($mark, 'done'); // after it, so that what fails is sent again
    }
    return 204;
}

http_response_code(receive(array_change_key_case(getallheaders())));
