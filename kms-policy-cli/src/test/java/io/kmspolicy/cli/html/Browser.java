package io.kmspolicy.cli.html;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.kmspolicy.source.RequiredProgram;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * A headless Chromium, driven by the W3C WebDriver protocol. It uses the installed {@code
 * chromedriver} and downloads nothing.
 */
public final class Browser implements AutoCloseable {

  private static final Pattern PORT = Pattern.compile("on port ([0-9]+)");
  private static final Duration TIMEOUT = Duration.ofSeconds(60);
  private static final ObjectMapper JSON = new ObjectMapper();

  private final HttpClient client = HttpClient.newHttpClient();
  private final Process driver;
  private final String session;

  private Browser(Process driver, int port) throws IOException, InterruptedException {
    this.driver = driver;
    String root = "http://localhost:" + port + "/session";
    List<String> arguments =
        List.of(
            "--headless=new",
            "--no-sandbox",
            "--disable-background-networking",
            "--disable-component-update",
            "--disable-default-apps",
            "--disable-sync",
            "--no-first-run",
            "--window-size=1400,1000");
    JsonNode opened =
        send(
            "POST",
            root,
            Map.of(
                "capabilities",
                Map.of(
                    "alwaysMatch",
                    Map.of(
                        "browserName",
                        "chrome",
                        "goog:chromeOptions",
                        Map.of(
                            "binary",
                            RequiredProgram.CHROMIUM.path().toString(),
                            "args",
                            arguments)))));
    this.session = root + "/" + opened.get("sessionId").asText();
  }

  /** A browser; without chromium see {@link RequiredProgram}. */
  public static Browser open() throws IOException, InterruptedException {
    RequiredProgram.CHROMIUM.path();
    Process driver =
        new ProcessBuilder(RequiredProgram.CHROMEDRIVER.path().toString(), "--port=0")
            .redirectErrorStream(true)
            .start();
    try {
      return new Browser(driver, port(driver));
    } catch (IOException | RuntimeException failure) {
      driver.destroyForcibly();
      throw failure;
    }
  }

  @SuppressWarnings("resource") // the driver writes on; its output is read until the port only
  private static int port(Process driver) throws IOException {
    BufferedReader out =
        new BufferedReader(new InputStreamReader(driver.getInputStream(), StandardCharsets.UTF_8));
    String line;
    while ((line = out.readLine()) != null) {
      Matcher port = PORT.matcher(line);
      if (line.contains("started successfully") && port.find()) {
        return Integer.parseInt(port.group(1));
      }
    }
    throw new IOException("chromedriver has ended");
  }

  private JsonNode send(String method, String url, Object body)
      throws IOException, InterruptedException {
    HttpRequest request =
        HttpRequest.newBuilder(URI.create(url))
            .timeout(TIMEOUT)
            .method(method, HttpRequest.BodyPublishers.ofString(JSON.writeValueAsString(body)))
            .build();
    JsonNode answer =
        JSON.readTree(client.send(request, HttpResponse.BodyHandlers.ofString()).body())
            .get("value");
    if (answer != null && answer.has("error")) {
      throw new IOException(answer.get("message").asText());
    }
    return answer;
  }

  /** Shows a page. */
  public void show(Path page) throws IOException, InterruptedException {
    send("POST", session + "/url", Map.of("url", page.toUri().toString()));
  }

  /** Leaves the page and takes back {@link #size} and {@link #scheme}. */
  void empty() throws IOException, InterruptedException {
    send("POST", session + "/url", Map.of("url", "about:blank"));
    command("Emulation.clearDeviceMetricsOverride", Map.of());
    command("Emulation.setEmulatedMedia", Map.of("features", List.of()));
  }

  /** Runs a script and returns its result. */
  public JsonNode run(String script) throws IOException, InterruptedException {
    return send("POST", session + "/execute/sync", Map.of("script", script, "args", List.of()));
  }

  /** Presses keys one after the other. */
  public void press(String keys) throws IOException, InterruptedException {
    List<Map<String, String>> actions =
        keys.chars()
            .mapToObj(key -> String.valueOf((char) key))
            .flatMap(
                key ->
                    Stream.of(
                        Map.of("type", "keyDown", "value", key),
                        Map.of("type", "keyUp", "value", key)))
            .toList();
    send(
        "POST",
        session + "/actions",
        Map.of("actions", List.of(Map.of("type", "key", "id", "keyboard", "actions", actions))));
  }

  /** Sets the size of the window in pixels. */
  public void size(int width, int height) throws IOException, InterruptedException {
    command(
        "Emulation.setDeviceMetricsOverride",
        Map.of("width", width, "height", height, "deviceScaleFactor", 1, "mobile", false));
  }

  /** Prefers a color scheme, {@code light} or {@code dark}. */
  public void scheme(String scheme) throws IOException, InterruptedException {
    command(
        "Emulation.setEmulatedMedia",
        Map.of("features", List.of(Map.of("name", "prefers-color-scheme", "value", scheme))));
  }

  /** A command of the Chrome DevTools Protocol. */
  private JsonNode command(String name, Map<String, Object> parameters)
      throws IOException, InterruptedException {
    return send("POST", session + "/goog/cdp/execute", Map.of("cmd", name, "params", parameters));
  }

  /** The nodes of the accessibility tree, which screen readers read. */
  public JsonNode accessibilityTree() throws IOException, InterruptedException {
    return command("Accessibility.getFullAXTree", Map.of()).get("nodes");
  }

  /** A picture of the window as PNG. */
  public byte[] picture() throws IOException, InterruptedException {
    HttpRequest request = HttpRequest.newBuilder(URI.create(session + "/screenshot")).build();
    String body = client.send(request, HttpResponse.BodyHandlers.ofString()).body();
    return Base64.getDecoder().decode(JSON.readTree(body).get("value").asText());
  }

  /** The page on paper, as PDF. */
  public byte[] print() throws IOException, InterruptedException {
    return Base64.getDecoder().decode(send("POST", session + "/print", Map.of()).asText());
  }

  @Override
  public void close() throws IOException {
    try {
      send("DELETE", session, Map.of());
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
    } finally {
      driver.destroy();
    }
  }
}
