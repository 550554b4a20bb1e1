package example;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.kmspolicy.directory.WatchedDirectory;
import io.kmspolicy.engine.ActionHandle;
import io.kmspolicy.engine.Authorizer;
import io.kmspolicy.model.request.Caller;
import io.kmspolicy.model.request.RequestContext;
import io.kmspolicy.model.resource.InvalidNameException;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.function.Function;
import java.util.stream.Stream;

/** A service that tells which KMS keys a caller may use, from a watched policy directory. */
public final class EmbeddingService {

  private final Authorizer authorizer = Authorizer.builder().build();
  private final WatchedDirectory policies;

  private EmbeddingService(Path directory) throws InterruptedException {
    policies = WatchedDirectory.open(directory).publishTo(authorizer);
    if (!policies.awaitLoaded(Duration.ofSeconds(30))) {
      throw new IllegalStateException("the policies were not read: " + policies.statuses());
    }
  }

  /** GET /decide?caller=ARN&action=kms:Decrypt&key=ARN&tenant=a&vpce=ID */
  private String decide(Query query) {
    return authorizer
        .principal(query.caller())
        .decide(query.one("action"), query.one("key"), query.context())
        .text();
  }

  /** GET /keys?caller=ARN&action=kms:Decrypt&key=ARN&key=ARN: one decision for each key. */
  private String keys(Query query) {
    return authorizer
        .principal(query.caller())
        .decideAll(authorizer.action(query.one("action")), query.all("key"), query.context())
        .toString();
  }

  /** GET /conditions?caller=ARN&action=kms:Decrypt&key=ARN: when is it allowed? */
  private String conditions(Query query) {
    ActionHandle action = authorizer.action(query.one("action"));
    return authorizer.conditions(query.caller(), action, query.one("key"), query.context()).text();
  }

  /** GET /health: the state of the policies. */
  private String health(Query query) {
    return policies.statuses() + ", " + authorizer.rowStatistics();
  }

  /** The parameters of a request. */
  private record Query(String text) {

    List<String> all(String name) {
      return Stream.of(text.split("&"))
          .filter(pair -> pair.startsWith(name + "="))
          .map(pair -> pair.substring(name.length() + 1))
          .toList();
    }

    String one(String name) {
      return all(name).stream()
          .findFirst()
          .orElseThrow(() -> new InvalidNameException("the parameter `" + name + "` is missing"));
    }

    Caller caller() {
      return Caller.parse(one("caller"));
    }

    /** What the request does not state is unknown, not absent. */
    RequestContext context() {
      RequestContext.Builder context = RequestContext.builder().unknown("*");
      all("tenant").forEach(tenant -> context.put("kms:EncryptionContext:tenant", tenant));
      all("vpce").forEach(endpoint -> context.put("aws:SourceVpce", endpoint));
      return context.build();
    }
  }

  private static void answer(HttpExchange exchange, Function<Query, String> answers)
      throws IOException {
    int status = 200;
    String text;
    try {
      String query = exchange.getRequestURI().getQuery();
      text = answers.apply(new Query(query == null ? "" : query));
    } catch (InvalidNameException e) {
      status = 400;
      text = e.getMessage();
    }
    byte[] body = (text + "\n").getBytes(StandardCharsets.UTF_8);
    exchange.sendResponseHeaders(status, body.length);
    exchange.getResponseBody().write(body);
    exchange.close();
  }

  /** Starts the service: the policy directory and the port; port 0 is any free one. */
  public static void main(String[] args) throws Exception {
    EmbeddingService service = new EmbeddingService(Path.of(args[0]));
    HttpServer server =
        HttpServer.create(new InetSocketAddress("127.0.0.1", Integer.parseInt(args[1])), 0);
    server.setExecutor(Executors.newFixedThreadPool(4));
    server.createContext("/decide", exchange -> answer(exchange, service::decide));
    server.createContext("/keys", exchange -> answer(exchange, service::keys));
    server.createContext("/conditions", exchange -> answer(exchange, service::conditions));
    server.createContext("/health", exchange -> answer(exchange, service::health));
    server.start();
    System.out.println("http://127.0.0.1:" + server.getAddress().getPort());
  }
}
