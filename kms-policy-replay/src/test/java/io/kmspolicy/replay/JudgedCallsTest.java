package io.kmspolicy.replay;

import static org.assertj.core.api.Assertions.assertThat;

import io.kmspolicy.model.request.Caller;
import io.kmspolicy.replay.trail.TrailEvent;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Promise: an event is counted again only as one that differs in nothing that decides. */
class JudgedCallsTest {

  private static final List<String> KEY = List.of("arn:aws:kms:us-west-2:111122223333:key/a");
  private static final Map<String, Object> APP = Map.of("type", "AssumedRole");

  private final JudgedCalls calls = new JudgedCalls();
  private final Object group = new Object();
  private final Object proposed = new Object();

  private static TrailEvent event(
      Map<String, Object> identity, List<String> resources, String name, String region) {
    return new TrailEvent(
        "trail.json",
        1,
        0,
        Instant.EPOCH,
        region,
        name,
        TrailEvent.API_CALL,
        identity,
        Optional.empty(),
        Map.of(),
        Map.of(),
        resources,
        "",
        "",
        "",
        "");
  }

  @Test
  @DisplayName("a call is found by the same identity and resources, operation and Region")
  void of_anotherCall_isNotFound() {
    TrailEvent event = event(APP, KEY, "Decrypt", "us-west-2");
    JudgedCalls.Call call = calls.of(event, group, proposed, Trails.CHECK);

    assertThat(calls.of(event)).isSameAs(call);
    assertThat(calls.of(event, group, proposed, Trails.CHECK)).isSameAs(call);
    assertThat(calls.of(event(new HashMap<>(APP), KEY, "Decrypt", "us-west-2"))).isNull();
    assertThat(calls.of(event(APP, List.copyOf(KEY.subList(0, 0)), "Decrypt", "us-west-2")))
        .isNull();
    assertThat(calls.of(event(APP, KEY, "Encrypt", "us-west-2"))).isNull();
    assertThat(calls.of(event(APP, KEY, "Decrypt", "us-east-1"))).isNull();
  }

  @Test
  @DisplayName("sessions whose checks are in the same group share one call")
  void of_anotherSessionOfTheGroup_isTheSameCall() {
    JudgedCalls.Call call =
        calls.of(event(APP, KEY, "Decrypt", "us-west-2"), group, proposed, Trails.CHECK);
    Map<String, Object> session = new HashMap<>(APP);

    assertThat(calls.of(event(session, KEY, "Decrypt", "us-west-2"), group, proposed, Trails.CHECK))
        .isSameAs(call);
    assertThat(calls.of(event(session, KEY, "Encrypt", "us-west-2"), group, proposed, Trails.CHECK))
        .isNotSameAs(call);
    assertThat(
            calls.of(
                event(session, KEY, "Decrypt", "us-west-2"), new Object(), proposed, Trails.CHECK))
        .isNotSameAs(call);
  }

  @Test
  @DisplayName("a call of a role is found by the role, its service and the same resources")
  void ofRole_anotherSession_isTheCallOfTheRole() {
    Caller.AnyRoleSession role = role("arn:aws:iam::111122223333:role/App");
    TrailEvent event = event(APP, KEY, "Decrypt", "us-west-2");
    JudgedCalls.Call call = calls.of(event, group, proposed, Trails.CHECK);
    calls.keep(role, event, call);
    TrailEvent session = event(new HashMap<>(APP), KEY, "Decrypt", "us-west-2");
    Map<String, Object> ofService = Map.of("type", "AssumedRole", "invokedBy", "ssm");

    assertThat(calls.ofRole(role("arn:aws:iam::111122223333:role/App"), session)).isSameAs(call);
    assertThat(calls.of(session)).isNull();
    calls.keep(session, call);
    assertThat(calls.of(session)).isSameAs(call);

    assertThat(calls.ofRole(role("arn:aws:iam::111122223333:role/a/App"), session)).isNull();
    assertThat(calls.ofRole(role, event(ofService, KEY, "Decrypt", "us-west-2"))).isNull();
    assertThat(calls.ofRole(role, event(APP, KEY, "Encrypt", "us-west-2"))).isNull();
    assertThat(calls.ofRole(role, event(APP, KEY, "Decrypt", "us-east-1"))).isNull();
    assertThat(calls.ofRole(role, event(APP, new ArrayList<>(KEY), "Decrypt", "us-west-2")))
        .isNull();
  }

  private static Caller.AnyRoleSession role(String arn) {
    return (Caller.AnyRoleSession) Caller.parse(arn);
  }

  @Test
  @DisplayName("a call whose checks are in another group than before is replaced")
  void of_otherGroups_replacesTheCall() {
    TrailEvent event = event(APP, KEY, "Decrypt", "us-west-2");
    calls.of(event, group, proposed, Trails.CHECK);
    Object other = new Object();

    calls.of(event, other, proposed, Trails.CHECK);
    assertThat(calls.of(event).group()).isSameAs(other);
    calls.of(event, other, other, Trails.CHECK);
    assertThat(calls.of(event).proposed()).isSameAs(other);
  }

  @Test
  @DisplayName("the table is bounded, and keeps nearly all of as many calls as half of its slots")
  void of_manyCalls_keepsMostOfThem() {
    List<TrailEvent> events =
        IntStream.range(0, 30_000)
            .mapToObj(i -> event(new HashMap<>(APP), KEY, "Decrypt", "us-west-2"))
            .toList();
    events.forEach(event -> calls.of(event, group, proposed, Trails.CHECK));

    assertThat(events).filteredOn(event -> calls.of(event) == null).hasSizeLessThan(2_000);
  }
}
