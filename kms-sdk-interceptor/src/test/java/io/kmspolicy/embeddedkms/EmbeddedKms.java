package io.kmspolicy.embeddedkms;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.LongAdder;

/**
 * A KMS that runs inside the process and listens on the loopback interface.
 *
 * <p>It speaks the protocol of KMS (JSON 1.1 over HTTP, errors included) and encrypts for real:
 * AES-256-GCM with the encryption context as authenticated data. It checks no signature and no
 * permission, so that a call that does not reach it was stopped on the client's side. It can be
 * told to refuse operations as KMS does, and it counts what reaches it.
 *
 * <pre>{@code
 * try (EmbeddedKms kms = EmbeddedKms.start("111122223333", "us-west-2")) {
 *   String keyArn = kms.addKey("1234abcd-12ab-34cd-56ef-1234567890ab");
 *   KmsClient client = KmsClient.builder().endpointOverride(kms.endpoint()).build();
 * }
 * }</pre>
 *
 * <p>Safe for use by many threads.
 */
public final class EmbeddedKms implements AutoCloseable {

  private static final String TARGET_PREFIX = "TrentService.";
  private static final String JSON = "application/x-amz-json-1.1";
  private static final int OK = 200;
  private static final int BAD_REQUEST = 400;
  private static final int THREADS = 4;

  static {
    // Without it the JDK's server waits 40 ms before it sends a short answer.
    System.setProperty("sun.net.httpserver.nodelay", "true");
  }

  private final HttpServer server;
  private final ExecutorService threads;
  private final KeyStore keys;
  private final Operations operations;
  private final Map<String, LongAdder> requests = new ConcurrentHashMap<>();
  private final Map<String, String> refused = new ConcurrentHashMap<>();

  private EmbeddedKms(HttpServer server, String accountId, String region) {
    this.server = server;
    this.keys = new KeyStore(accountId, region);
    this.operations = new Operations(keys);
    this.threads =
        Executors.newFixedThreadPool(
            THREADS,
            task -> {
              Thread thread = new Thread(task, "embedded-kms");
              thread.setDaemon(true);
              return thread;
            });
    server.setExecutor(threads);
    server.createContext("/", this::handle);
    server.start();
  }

  /** Starts a KMS without keys on a free port. */
  public static EmbeddedKms start(String accountId, String region) {
    try {
      InetSocketAddress address = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
      return new EmbeddedKms(HttpServer.create(address, 0), accountId, region);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Where it listens. */
  public URI endpoint() {
    InetSocketAddress address = server.getAddress();
    return URI.create("http://" + address.getAddress().getHostAddress() + ":" + address.getPort());
  }

  /**
   * Creates a key of its own account.
   *
   * @return the key's ARN
   */
  public String addKey(String keyId) {
    return addKeyWithArn(keys.ownKeyArn(keyId));
  }

  /**
   * Creates a key of any account.
   *
   * @return the key's ARN
   */
  public String addKeyWithArn(String arn) {
    return keys.create(arn, "").arn();
  }

  /**
   * Creates an alias.
   *
   * @param name the name with {@code alias/}
   */
  public void addAlias(String name, String keyArn) {
    keys.createAlias(name, keys.find(keyArn));
  }

  /** Refuses an operation from now on, as KMS refuses a caller without permission. */
  public void refuse(String operation) {
    refuse(operation, "because no identity-based policy allows the kms:" + operation + " action");
  }

  /**
   * Refuses an operation from now on.
   *
   * @param reason the end of the message
   */
  public void refuse(String operation, String reason) {
    refused.put(operation, reason);
  }

  /** Answers an operation again that was refused. */
  public void allow(String operation) {
    refused.remove(operation);
  }

  /** How many requests have arrived, refused and failed ones included. */
  public long requests() {
    return requests.values().stream().mapToLong(LongAdder::sum).sum();
  }

  /** How many requests of one operation have arrived. */
  public long requests(String operation) {
    LongAdder count = requests.get(operation);
    return count == null ? 0 : count.sum();
  }

  @Override
  public void close() {
    server.stop(0);
    threads.shutdown();
  }

  private void handle(HttpExchange exchange) throws IOException {
    try (exchange) {
      String target = String.valueOf(exchange.getRequestHeaders().getFirst("X-Amz-Target"));
      byte[] body = exchange.getRequestBody().readAllBytes();
      try {
        send(exchange, OK, answer(target, body));
      } catch (KmsFault fault) {
        send(exchange, BAD_REQUEST, fault(fault));
      }
    }
  }

  private JsonObject answer(String target, byte[] body) {
    if (!target.startsWith(TARGET_PREFIX)) {
      throw new KmsFault("UnknownOperationException", "");
    }
    String operation = target.substring(TARGET_PREFIX.length());
    requests.computeIfAbsent(operation, name -> new LongAdder()).increment();
    String reason = refused.get(operation);
    if (reason != null) {
      throw new KmsFault(
          "AccessDeniedException",
          "User is not authorized to perform: kms:" + operation + " " + reason);
    }
    return operations.answer(operation, JsonObject.parse(body));
  }

  private static JsonObject fault(KmsFault fault) {
    JsonObject json = new JsonObject().put("__type", fault.type());
    String message = String.valueOf(fault.getMessage());
    return message.isEmpty() ? json : json.put("message", message);
  }

  private static void send(HttpExchange exchange, int status, JsonObject json) throws IOException {
    byte[] body = json.toBytes();
    exchange.getResponseHeaders().set("Content-Type", JSON);
    exchange.getResponseHeaders().set("x-amzn-RequestId", UUID.randomUUID().toString());
    exchange.sendResponseHeaders(status, body.length);
    exchange.getResponseBody().write(body);
  }
}
