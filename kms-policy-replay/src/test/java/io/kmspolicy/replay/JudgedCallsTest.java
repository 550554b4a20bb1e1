package io.kmspolicy.replay;

import static org.assertj.core.api.Assertions.assertThat;

import io.kmspolicy.replay.trail.TrailEvent;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
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

  private JudgedCalls.@Nullable Call known(TrailEvent event) {
    return calls.of(event.identity(), event);
  }

  private JudgedCalls.Call judged(TrailEvent event) {
    return judged(event, group, proposed);
  }

  private JudgedCalls.Call judged(TrailEvent event, Object ofChecks, Object ofProposed) {
    return calls.of(event.identity(), event, ofChecks, ofProposed, Trails.CHECK);
  }

  @Test
  @DisplayName("a call is found by the same identity and resources, operation and Region")
  void of_anotherCall_isNotFound() {
    TrailEvent event = event(APP, KEY, "Decrypt", "us-west-2");
    JudgedCalls.Call call = judged(event);

    assertThat(known(event)).isSameAs(call);
    assertThat(judged(event)).isSameAs(call);
    assertThat(known(event(new HashMap<>(APP), KEY, "Decrypt", "us-west-2"))).isNull();
    assertThat(known(event(APP, List.copyOf(KEY.subList(0, 0)), "Decrypt", "us-west-2"))).isNull();
    assertThat(known(event(APP, KEY, "Encrypt", "us-west-2"))).isNull();
    assertThat(known(event(APP, KEY, "Decrypt", "us-east-1"))).isNull();
  }

  @Test
  @DisplayName("sessions whose checks are in the same group share one call")
  void of_anotherSessionOfTheGroup_isTheSameCall() {
    JudgedCalls.Call call = judged(event(APP, KEY, "Decrypt", "us-west-2"));
    Map<String, Object> session = new HashMap<>(APP);

    assertThat(judged(event(session, KEY, "Decrypt", "us-west-2"))).isSameAs(call);
    assertThat(judged(event(session, KEY, "Encrypt", "us-west-2"))).isNotSameAs(call);
    assertThat(judged(event(session, KEY, "Decrypt", "us-west-2"), new Object(), proposed))
        .isNotSameAs(call);
  }

  @Test
  @DisplayName("a call of a role is found by the role, its service and the same resources")
  void of_role_anotherSession_isTheCallOfTheRole() {
    RoleSessions.Role role = new RoleSessions.Role();
    TrailEvent event = event(APP, KEY, "Decrypt", "us-west-2");
    JudgedCalls.Call call = calls.of(role, event, group, proposed, Trails.CHECK);
    TrailEvent session = event(new HashMap<>(APP), KEY, "Decrypt", "us-west-2");
    Map<String, Object> ofService = Map.of("type", "AssumedRole", "invokedBy", "ssm");

    assertThat(calls.of(role, session)).isSameAs(call);
    assertThat(known(session)).isNull();
    assertThat(judged(session)).isSameAs(call);
    assertThat(known(session)).isSameAs(call);

    assertThat(calls.of(new RoleSessions.Role(), session)).isNull();
    assertThat(calls.of(role, event(ofService, KEY, "Decrypt", "us-west-2"))).isNull();
    assertThat(calls.of(role, event(APP, KEY, "Encrypt", "us-west-2"))).isNull();
    assertThat(calls.of(role, event(APP, KEY, "Decrypt", "us-east-1"))).isNull();
    assertThat(calls.of(role, event(APP, new ArrayList<>(KEY), "Decrypt", "us-west-2"))).isNull();
  }

  @Test
  @DisplayName("a call whose checks are in another group than before is replaced")
  void of_otherGroups_replacesTheCall() {
    TrailEvent event = event(APP, KEY, "Decrypt", "us-west-2");
    judged(event);
    Object other = new Object();

    judged(event, other, proposed);
    assertThat(known(event).group()).isSameAs(other);
    judged(event, other, other);
    assertThat(known(event).proposed()).isSameAs(other);
  }

  @Test
  @DisplayName("the table is bounded, and keeps nearly all of as many calls as half of its slots")
  void of_manyCalls_keepsMostOfThem() {
    List<TrailEvent> events =
        IntStream.range(0, 30_000)
            .mapToObj(i -> event(new HashMap<>(APP), KEY, "Decrypt", "us-west-2"))
            .toList();
    events.forEach(event -> judged(event));

    assertThat(events).filteredOn(event -> known(event) == null).hasSizeLessThan(2_000);
  }
}
