package com.example.orders;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.SpringBootVersion;
import org.springframework.context.ConfigurableApplicationContext;

/** The service and the actuator over HTTP. */
class OrdersApplicationTest {

  private static final String JSON = "application/json";

  private static ConfigurableApplicationContext service;
  private static String address;

  private final HttpClient http = HttpClient.newHttpClient();

  @BeforeAll
  static void start() {
    service = SpringApplication.run(OrdersApplication.class, "--server.port=0");
    address = "http://127.0.0.1:" + service.getEnvironment().getProperty("local.server.port");
    System.out.println("Spring Boot " + SpringBootVersion.getVersion());
  }

  @AfterAll
  static void stop() {
    service.close();
  }

  private HttpResponse<String> post(String path, String type, String body) throws Exception {
    return http.send(
        HttpRequest.newBuilder(URI.create(address + path))
            .header("Content-Type", type)
            .POST(HttpRequest.BodyPublishers.ofString(body))
            .build(),
        HttpResponse.BodyHandlers.ofString());
  }

  private HttpResponse<String> post(String path, String body) throws Exception {
    return post(path, "text/plain", body);
  }

  private String get(String path) throws Exception {
    HttpResponse<String> response =
        http.send(
            HttpRequest.newBuilder(URI.create(address + path)).build(),
            HttpResponse.BodyHandlers.ofString());
    assertEquals(200, response.statusCode(), response.body());
    return response.body();
  }

  @Test
  void orders_ownKey_areEncryptedAndDecrypted() throws Exception {
    HttpResponse<String> encrypted = post("/orders/blue/encrypt", "two chairs");
    assertEquals(200, encrypted.statusCode(), encrypted.body());
    assertEquals("two chairs", post("/orders/blue/decrypt", encrypted.body()).body());
  }

  @Test
  void payroll_keyOfOthers_isRefusedWithTheReason() throws Exception {
    HttpResponse<String> refused = post("/payroll/blue/encrypt", "text");
    assertEquals(403, refused.statusCode(), refused.body());
    assertTrue(refused.body().contains("OnlyPayroll"), refused.body());
    String report = get("/actuator/kmspolicy");
    assertTrue(report.contains("\"state\":\"running\""), report);
    assertTrue(report.contains("\"disposition\":\"stopped\""), report);
    assertTrue(report.contains("\"uncheckedClients\":[]"), report);
    assertFalse(report.contains("blue"), report);
  }

  @Test
  void mode_switchedByTheActuator_holdsForTheNextCall() throws Exception {
    HttpResponse<String> observe = post("/actuator/kmspolicy", JSON, "{\"mode\": \"observe\"}");
    assertEquals(200, observe.statusCode(), observe.body());
    assertEquals(200, post("/payroll/blue/encrypt", "text").statusCode());
    String drift = get("/actuator/kmspolicy");
    assertTrue(drift.contains("\"driftSucceeded\":1"), drift);
    HttpResponse<String> one = post("/actuator/kmspolicy/Encrypt", JSON, "{\"mode\": \"enforce\"}");
    assertTrue(one.body().contains("\"enforced\":[\"Encrypt\"]"), one.body());
    assertEquals(403, post("/payroll/blue/encrypt", "text").statusCode());
    assertEquals(400, post("/actuator/kmspolicy", JSON, "{\"mode\": \"maybe\"}").statusCode());
    assertEquals(
        400, post("/actuator/kmspolicy/Encript", JSON, "{\"mode\": \"enforce\"}").statusCode());
    post("/actuator/kmspolicy", JSON, "{\"mode\": \"enforce\"}");
  }

  @Test
  void health_interceptorRuns_isUpWithItsState() throws Exception {
    String health = get("/actuator/health");
    assertTrue(health.contains("\"kmspolicy\":{"), health);
    assertFalse(health.contains("UNKNOWN"), health);
    assertTrue(health.contains("\"state\":\"running\""), health);
  }

  @Test
  void metrics_afterACall_haveItsDecision() throws Exception {
    assertEquals(200, post("/orders/blue/encrypt", "two chairs").statusCode());
    String metric = get("/actuator/metrics/kms.policy.decisions");
    assertTrue(metric.contains("\"disposition\""), metric);
  }
}
