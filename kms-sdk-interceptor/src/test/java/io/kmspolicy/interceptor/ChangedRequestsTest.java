package io.kmspolicy.interceptor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.kmspolicy.interceptor.decision.EnforcementMode;
import io.kmspolicy.interceptor.decision.KmsAccessDeniedException;
import io.kmspolicy.model.request.AuthorizationRequest;
import io.kmspolicy.model.request.ContextValue;
import io.kmspolicy.model.request.Decision;
import java.io.File;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.core.SdkPlugin;
import software.amazon.awssdk.core.SdkRequest;
import software.amazon.awssdk.core.interceptor.Context;
import software.amazon.awssdk.core.interceptor.ExecutionAttributes;
import software.amazon.awssdk.core.interceptor.ExecutionInterceptor;
import software.amazon.awssdk.services.kms.model.EncryptRequest;

/** Other interceptors that change requests: the decision is made on the request that is sent. */
class ChangedRequestsTest {

  private static final String TENANT = "kms:encryptioncontext:tenant";

  private static final EncryptRequest BARE =
      EncryptRequest.builder().keyId(Fixtures.KEY_ARN).plaintext(Fixtures.BYTES).build();
  private static final EncryptRequest WITH_TENANT =
      BARE.toBuilder().encryptionContext(Map.of("tenant", "a")).build();
  private static final EncryptRequest ON_OTHER_KEY =
      BARE.toBuilder().keyId(Fixtures.OTHER_ARN).build();

  private final InMemoryKms kms = new InMemoryKms();

  /** Changes of a request by another interceptor. */
  enum Change {
    NONE(request -> request),
    ADD_CONTEXT(request -> request.toBuilder().encryptionContext(Map.of("tenant", "a")).build()),
    REMOVE_CONTEXT(request -> request.toBuilder().encryptionContext(null).build()),
    CHANGE_KEY(request -> request.toBuilder().keyId(Fixtures.OTHER_ARN).build()),
    /** Equal to the request, but another object. */
    COPY(request -> request.toBuilder().build());

    private final UnaryOperator<EncryptRequest> change;

    Change(UnaryOperator<EncryptRequest> change) {
      this.change = change;
    }
  }

  /** Changes requests, and opens and closes spans where OpenTelemetry does. */
  public static final class Neighbor implements ExecutionInterceptor {

    private final Change change;
    private int opened;
    private int closed;

    Neighbor(Change change) {
      this.change = change;
    }

    /** Made by the SDK. */
    public Neighbor() {
      this(Change.ADD_CONTEXT);
    }

    @Override
    public SdkRequest modifyRequest(Context.ModifyRequest context, ExecutionAttributes attributes) {
      opened++;
      return change.change.apply((EncryptRequest) context.request());
    }

    @Override
    public void afterExecution(Context.AfterExecution context, ExecutionAttributes attributes) {
      closed++;
    }

    @Override
    public void onExecutionFailure(
        Context.FailedExecution context, ExecutionAttributes attributes) {
      closed++;
    }
  }

  static Stream<Arguments> matrix() {
    List<Arguments> all = new ArrayList<>();
    for (EncryptRequest request : List.of(BARE, WITH_TENANT, ON_OTHER_KEY)) {
      for (Change change : Change.values()) {
        for (DenialPoint point : DenialPoint.values()) {
          for (boolean first : new boolean[] {true, false}) {
            for (boolean async : new boolean[] {true, false}) {
              all.add(Arguments.of(request, change, point, first, async));
            }
          }
        }
      }
    }
    return all.stream();
  }

  /** Allows requests with a tenant on the first key, and everything on the other key. */
  private static boolean isAllowed(EncryptRequest request) {
    return request.keyId().equals(Fixtures.OTHER_ARN)
        || "a".equals(request.encryptionContext().get("tenant"));
  }

  private static Decision decide(AuthorizationRequest request) {
    return request.resource().arn().equals(Fixtures.OTHER_ARN)
            || request.context().get(TENANT).equals(ContextValue.of("a"))
        ? Decision.ALLOWED
        : Decision.EXPLICIT_DENY;
  }

  private static InterceptorBuilder enforcing(DenialPoint point) {
    return Fixtures.interceptor(RecordingAuthorizer.answering(ChangedRequestsTest::decide))
        .mode(EnforcementMode.ENFORCE)
        .denyAt(point);
  }

  private Throwable call(
      EncryptRequest request, boolean async, List<? extends ExecutionInterceptor> interceptors) {
    return ClientCall.encrypt(kms, request, async, interceptors);
  }

  @ParameterizedTest(name = "{1} {2}, neighbor first {3}, async {4}")
  @MethodSource("matrix")
  @DisplayName("The decision is made on the request that is sent")
  void neighborThatChangesRequests_everyDenialPoint_whatIsDecidedIsWhatIsSent(
      EncryptRequest request, Change change, DenialPoint point, boolean first, boolean async) {
    Neighbor neighbor = new Neighbor(change);
    KmsPolicyInterceptor own = enforcing(point).build();
    EncryptRequest sent = change.change.apply(request);
    // BEFORE_EXECUTION stops what its caller asks for, and documents it.
    boolean early = point == DenialPoint.BEFORE_EXECUTION && !isAllowed(request);
    Throwable thrown =
        call(request, async, first ? List.of(neighbor, own) : List.of(own, neighbor));
    if (early || !isAllowed(sent)) {
      assertThat(thrown).isInstanceOf(KmsAccessDeniedException.class);
      assertThat(kms.bodies).isEmpty();
    } else {
      assertThat(thrown).isNull();
      assertThat(kms.bodies)
          .singleElement()
          .satisfies(body -> assertThat(body).contains(sent.keyId()))
          .satisfies(
              body ->
                  assertThat(body.contains("tenant"))
                      .isEqualTo(sent.encryptionContext().containsKey("tenant")));
    }
    assertThat(neighbor.opened).isEqualTo(early ? 0 : 1);
    assertThat(neighbor.closed).isEqualTo(neighbor.opened);
    assertThat(own.counts().failures()).isZero();
    assertThat(own.counts().calls()).isOne();
    assertThat(own.counts().stopped()).isEqualTo(thrown == null ? 0 : 1);
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  @DisplayName("AUTO decides at once where no other interceptor stands, and stops there")
  void auto_clientWithoutNeighbors_decidesBeforeExecution(boolean async) {
    List<String> hooks = new ArrayList<>();
    KmsPolicyInterceptor own =
        enforcing(DenialPoint.AUTO)
            .listener(decision -> hooks.add(hook(new Throwable().getStackTrace())))
            .build();
    assertThat(call(WITH_TENANT, async, List.of(own))).isNull();
    assertThat(call(BARE, async, List.of(own))).isInstanceOf(KmsAccessDeniedException.class);
    assertThat(call(WITH_TENANT, async, List.of(own, new Neighbor(Change.NONE)))).isNull();
    assertThat(hooks).containsExactly("onExecution", "onExecution", "onMarshalling");
    assertThat(own.counts().changed()).isZero();
  }

  private static String hook(StackTraceElement[] stack) {
    return Stream.of(stack)
        .filter(frame -> frame.getClassName().equals(KmsPolicyInterceptor.class.getName()))
        .map(StackTraceElement::getMethodName)
        .filter(name -> name.startsWith("on"))
        .findFirst()
        .orElseThrow();
  }

  /** Adds an interceptor for one request. */
  private static SdkPlugin adding(ExecutionInterceptor interceptor) {
    return configuration ->
        configuration.overrideConfiguration(
            configuration.overrideConfiguration().toBuilder()
                .addExecutionInterceptor(interceptor)
                .build());
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  @DisplayName("A plugin of a request counts as an interceptor that may change it")
  void auto_requestWithPlugin_isDecidedOnTheFinalRequest(boolean async) {
    Neighbor neighbor = new Neighbor(Change.ADD_CONTEXT);
    EncryptRequest request =
        BARE.toBuilder().overrideConfiguration(o -> o.addPlugin(adding(neighbor))).build();
    KmsPolicyInterceptor own = enforcing(DenialPoint.AUTO).build();
    assertThat(call(request, async, List.of(own))).isNull();
    assertThat(neighbor.opened).isOne();
    assertThat(neighbor.closed).isOne();
    assertThat(own.counts().calls()).isOne();
    assertThat(own.counts().changed()).isZero();
  }

  @ParameterizedTest
  @EnumSource(DenialPoint.class)
  @DisplayName("A change after the decision is seen before transmission, counted and decided again")
  void changeAfterTheDecision_isDecidedAgain(DenialPoint point) {
    KmsPolicyInterceptor own = enforcing(point).build();
    ExecutionAttributes attributes = Fixtures.attributes(WITH_TENANT);
    own.beforeExecution(() -> WITH_TENANT, attributes);
    own.beforeMarshalling(Fixtures.context(WITH_TENANT), attributes);
    assertThat(own.counts().calls(Decision.ALLOWED)).isOne();
    assertThat(catchThrowable(() -> own.beforeTransmission(Fixtures.context(BARE), attributes)))
        .isInstanceOf(KmsAccessDeniedException.class);
    assertThat(own.counts().calls()).isOne();
    assertThat(own.counts().calls(Decision.EXPLICIT_DENY)).isOne();
    assertThat(own.counts().changed()).isOne();
    assertThat(attributes.getAttribute(KmsPolicyInterceptor.DECISION).decision())
        .isEqualTo(Decision.EXPLICIT_DENY);
  }

  @Test
  @DisplayName("A wrapper that delegates two hooks only is decided before transmission")
  void wrapperWithoutMarshalling_isDecidedBeforeTransmission() {
    KmsPolicyInterceptor own = enforcing(DenialPoint.AUTO).build();
    ExecutionInterceptor wrapper =
        new ExecutionInterceptor() {
          @Override
          public void beforeExecution(
              Context.BeforeExecution context, ExecutionAttributes attributes) {
            own.beforeExecution(context, attributes);
          }

          @Override
          public void beforeTransmission(
              Context.BeforeTransmission context, ExecutionAttributes attributes) {
            own.beforeTransmission(context, attributes);
          }
        };
    assertThat(call(BARE, false, List.of(wrapper))).isInstanceOf(KmsAccessDeniedException.class);
    assertThat(call(BARE, false, List.of(wrapper, new Neighbor(Change.ADD_CONTEXT)))).isNull();
    assertThat(kms.bodies).hasSize(1);
  }

  @Test
  @DisplayName("An interceptor that the class path registers counts as a neighbor")
  void auto_neighborOfTheClassPath_isSeen(@TempDir Path directory) throws Exception {
    Path file = directory.resolve("software/amazon/awssdk/global/handlers/execution.interceptors");
    Files.createDirectories(file.getParent());
    Files.writeString(file, Neighbor.class.getName());
    List<URL> urls = new ArrayList<>(List.of(directory.toUri().toURL()));
    for (String entry : System.getProperty("java.class.path").split(File.pathSeparator)) {
      urls.add(new File(entry).toURI().toURL());
    }
    Thread thread = Thread.currentThread();
    ClassLoader before = thread.getContextClassLoader();
    try (URLClassLoader loader =
        new URLClassLoader(urls.toArray(URL[]::new), ClassLoader.getPlatformClassLoader())) {
      thread.setContextClassLoader(loader);
      Object found = ((Callable<?>) constructed(loader, ClassPathProbe.class.getName())).call();
      assertThat(found).isEqualTo("sent with tenant, 0 changed; sent with tenant, 0 changed");
    } finally {
      thread.setContextClassLoader(before);
    }
  }

  private static Object constructed(ClassLoader loader, String name) throws Exception {
    return loader.loadClass(name).getConstructor().newInstance();
  }

  /** Makes calls inside of a class path that registers a neighbor. */
  public static final class ClassPathProbe implements Callable<String> {

    /** Made by reflection. */
    public ClassPathProbe() {}

    @Override
    public String call() {
      return text(false) + "; " + text(true);
    }

    private static String text(boolean async) {
      ChangedRequestsTest test = new ChangedRequestsTest();
      KmsPolicyInterceptor own = enforcing(DenialPoint.AUTO).build();
      Throwable thrown = test.call(BARE, async, List.of(own));
      return thrown != null
          ? thrown.toString()
          : "sent "
              + (test.kms.bodies.get(0).contains("tenant") ? "with" : "without")
              + " tenant, "
              + own.counts().changed()
              + " changed";
    }
  }
}
