package io.kmspolicy.cli.collect;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.kmspolicy.source.MotoProcess;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * The AWS stand-in moto for one test class. A server before it counts the requests and can answer
 * some of them itself.
 */
final class MotoServer implements BeforeAllCallback, AfterAllCallback {

  static final String ACCOUNT = "123456789012";

  private static final Pattern ACTION = Pattern.compile("(?:^|&)Action=(\\w+)");

  private final HttpClient client = HttpClient.newHttpClient();
  private final List<String> requests = Collections.synchronizedList(new ArrayList<>());
  private volatile Function<String, Optional<Answer>> own = action -> Optional.empty();
  private MotoProcess moto;
  private HttpServer front;

  /** An answer that does not come from moto. */
  record Answer(int status, String body) {

    /** An error of IAM or STS. */
    static Answer query(int status, String code) {
      return new Answer(
          status,
          "<ErrorResponse><Error><Type>Sender</Type><Code>"
              + code
              + "</Code><Message>no</Message></Error><RequestId>1</RequestId></ErrorResponse>");
    }

    /** An error of KMS or Organizations. */
    static Answer json(int status, String code) {
      return new Answer(status, "{\"__type\":\"" + code + "\",\"message\":\"no\"}");
    }
  }

  @Override
  public void beforeAll(ExtensionContext context) throws IOException {
    moto = MotoProcess.start();
    front = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    front.setExecutor(Executors.newFixedThreadPool(2));
    front.createContext("/", this::answer);
    front.start();
  }

  private void answer(HttpExchange exchange) throws IOException {
    byte[] body = exchange.getRequestBody().readAllBytes();
    String action = action(exchange, new String(body, StandardCharsets.UTF_8));
    requests.add(action);
    Optional<Answer> answer = own.apply(action);
    if (answer.isPresent()) {
      send(exchange, answer.get().status(), answer.get().body().getBytes(StandardCharsets.UTF_8));
    } else {
      forward(exchange, body);
    }
  }

  private static String action(HttpExchange exchange, String body) {
    String target = exchange.getRequestHeaders().getFirst("X-Amz-Target");
    if (target != null) {
      return target.substring(target.indexOf('.') + 1);
    }
    Matcher matcher = ACTION.matcher(body);
    return matcher.find() ? matcher.group(1) : "unknown";
  }

  private void forward(HttpExchange exchange, byte[] body) throws IOException {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(moto.endpoint().resolve(exchange.getRequestURI()))
            .POST(HttpRequest.BodyPublishers.ofByteArray(body));
    for (String header : List.of("Authorization", "Content-Type", "X-Amz-Target", "X-Amz-Date")) {
      String value = exchange.getRequestHeaders().getFirst(header);
      if (value != null) {
        request.header(header, value);
      }
    }
    try {
      HttpResponse<byte[]> response =
          client.send(request.build(), HttpResponse.BodyHandlers.ofByteArray());
      send(exchange, response.statusCode(), response.body());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException(e);
    }
  }

  private static void send(HttpExchange exchange, int status, byte[] body) throws IOException {
    exchange.sendResponseHeaders(status, body.length == 0 ? -1 : body.length);
    exchange.getResponseBody().write(body);
    exchange.close();
  }

  /** The address of the server before moto. */
  URI endpoint() {
    return URI.create("http://127.0.0.1:" + front.getAddress().getPort());
  }

  /** The address of moto itself. */
  URI moto() {
    return moto.endpoint();
  }

  /** Answers some actions in place of moto, until {@link #answerAll}. */
  void answer(Function<String, Optional<Answer>> some) {
    own = some;
  }

  /** Moto answers everything, and nothing was counted yet. */
  void answerAll() {
    own = action -> Optional.empty();
    requests.clear();
  }

  /** The actions of the requests since {@link #answerAll}. */
  List<String> requests() {
    return List.copyOf(requests);
  }

  @Override
  public void afterAll(ExtensionContext context) {
    if (front != null) {
      front.stop(0);
    }
    if (moto != null) {
      moto.close();
    }
  }
}
