package io.kmspolicy.replay;

import static org.assertj.core.api.Assertions.assertThat;

import io.kmspolicy.model.request.RequestContext;
import io.kmspolicy.replay.mapped.EventMapper;
import io.kmspolicy.replay.trail.TrailEvent;
import io.kmspolicy.spi.KeyDirectory;
import io.kmspolicy.spi.PolicySource;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Promise: a session shares only those calls of its role that were found to be its own as well. */
class RoleSessionsTest {

  private static final String STS = "arn:aws:sts::111122223333:assumed-role/App/";

  private final RoleSessions sessions =
      new RoleSessions(
          new EventMapper(
              PolicySource.unknown(), KeyDirectory.empty(), RequestContext.empty(), false));

  private final JudgedCalls calls = new JudgedCalls();

  private static TrailEvent event(Map<String, Object> identity, String name) {
    return new TrailEvent(
        "trail.json",
        1,
        0,
        Instant.EPOCH,
        "us-west-2",
        name,
        TrailEvent.API_CALL,
        identity,
        Optional.empty(),
        Map.of(),
        Map.of(),
        List.of(),
        "10.0.0.1",
        "",
        "",
        "");
  }

  private static Map<String, Object> session(String name, String role) {
    Map<String, Object> issuer = Map.of("arn", "arn:aws:iam::111122223333:role/" + role);
    return Map.of(
        "type",
        "AssumedRole",
        "arn",
        STS + name,
        "sessionContext",
        Map.of("sessionIssuer", issuer));
  }

  private RoleSessions.Session of(Map<String, Object> identity) {
    return sessions.of(event(identity, "Decrypt"));
  }

  private JudgedCalls.Call call(RoleSessions.Session of, String name) {
    return calls.of(of.role(), event(Map.of(), name), new Object(), this, Trails.CHECK);
  }

  @Test
  @DisplayName("sessions of a role have one role, which its path tells apart")
  void of_sessionsOfARole_haveOneRole() {
    Map<String, Object> first = session("s1", "App");

    assertThat(of(first)).isSameAs(of(first));
    assertThat(of(first).caller().arn()).isEqualTo(STS + "s1");
    assertThat(of(session("s2", "App")).role()).isSameAs(of(first).role());
    assertThat(of(session("s2", "team/App")).role()).isNotSameAs(of(first).role());
  }

  @Test
  @DisplayName("a user, and a caller without an ARN, are no sessions")
  void of_others_isNone() {
    assertThat(of(Map.of("type", "IAMUser", "arn", "arn:aws:iam::111122223333:user/Ann"))).isNull();
    assertThat(of(Map.of("type", "AWSAccount"))).isNull();
  }

  @Test
  @DisplayName("each session notes its own calls, however many the role has")
  void shares_manyCalls_areThoseThatWereNoted() {
    RoleSessions.Session one = of(session("s1", "App"));
    RoleSessions.Session two = of(session("s2", "App"));
    for (int i = 0; i < 200; i++) {
      JudgedCalls.Call call = call(one, "Decrypt");
      assertThat(one.shares(call)).as("call %d before", i).isFalse();
      if (i % 3 == 0) {
        one.share(call);
      }
      assertThat(one.shares(call)).as("call %d", i).isEqualTo(i % 3 == 0);
      assertThat(two.shares(call)).as("call %d of the other session", i).isFalse();
    }
  }

  @Test
  @DisplayName("calls beyond the limit of what a session notes are not noted")
  void share_tooManyCalls_notesTheFirst() {
    RoleSessions.Session session = of(session("s1", "App"));
    List<JudgedCalls.Call> many =
        IntStream.range(0, 5_000).mapToObj(i -> call(session, "Decrypt")).toList();

    many.forEach(session::share);

    assertThat(many.stream().filter(session::shares)).hasSize(1 << 12);
    assertThat(session.shares(many.get(many.size() - 1))).isFalse();
  }

  @Test
  @DisplayName("a call that was first kept for another role, or for an identity, is not noted")
  void share_callOfAnotherRole_isNotNoted() {
    RoleSessions.Session one = of(session("s1", "App"));
    JudgedCalls.Call ofOther = call(of(session("s1", "team/App")), "Decrypt");
    JudgedCalls.Call ofIdentity =
        calls.of(Map.of(), event(Map.of(), "Encrypt"), this, this, Trails.CHECK);
    call(one, "Encrypt"); // has the same number

    one.share(ofOther);
    one.share(ofIdentity);

    assertThat(one.shares(ofOther)).isFalse();
    assertThat(one.shares(ofIdentity)).isFalse();
  }
}
