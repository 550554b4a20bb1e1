package io.kmspolicy.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What the runnable jar is made of, and what its commands load of it. */
final class ClassPathTest {

  private static final String SDK = "software.amazon.awssdk.";

  @ParameterizedTest
  @ValueSource(
      strings = {
        "software/amazon/awssdk/services/ec2/Ec2Client.class",
        "software/amazon/awssdk/http/apache5/Apache5HttpClient.class",
        "io/netty/buffer/ByteBuf.class"
      })
  @DisplayName("The program needs neither Netty nor the greatest module of the AWS SDK")
  void classPath_greatModules_areAbsent(String type) {
    assertThat(KmsPolicy.class.getClassLoader().getResource(type)).isNull();
  }

  @Test
  @DisplayName("Only collect loads the AWS SDK; making all commands for the help does not")
  void commands_otherThanCollect_loadNoClassOfTheSdk() throws ReflectiveOperationException {
    WithoutSdk loader = new WithoutSdk();
    String example = Path.of("..", "docs", "examples", "key-policy.json").toString();
    assertThat(loader.run("--help")).isZero();
    assertThat(loader.run("help", "collect")).isZero();
    assertThat(loader.run("lint", example)).isZero();
    assertThat(loader.asked.get()).isZero();

    assertThat(loader.run("collect", "--out", "no-such-folder")).isNotZero();
    assertThat(loader.asked.get()).isPositive();
  }

  /** Defines the program again, without any class of the SDK. */
  private static final class WithoutSdk extends ClassLoader {

    private final AtomicInteger asked = new AtomicInteger();

    WithoutSdk() {
      super(KmsPolicy.class.getClassLoader());
    }

    @Override
    protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
      if (name.startsWith(SDK)) {
        asked.incrementAndGet();
        throw new ClassNotFoundException(name);
      }
      Class<?> known = findLoadedClass(name);
      if (known != null) {
        return known;
      }
      boolean isDefined =
          name.startsWith("io.kmspolicy.cli.") || name.startsWith("io.kmspolicy.collect.");
      return isDefined ? define(name) : super.loadClass(name, resolve);
    }

    private Class<?> define(String name) throws ClassNotFoundException {
      try (InputStream in = getParent().getResourceAsStream(name.replace('.', '/') + ".class")) {
        if (in == null) {
          throw new ClassNotFoundException(name);
        }
        byte[] bytes = in.readAllBytes();
        return defineClass(name, bytes, 0, bytes.length);
      } catch (IOException e) {
        throw new ClassNotFoundException(name, e);
      }
    }

    /** Runs a command and returns its exit status; 70 if a class is missing. */
    int run(String... args) throws ReflectiveOperationException {
      Class<?> test = loadClass(CommandRun.class.getName());
      Method in = test.getMethod("in", Path.class, String.class, String[].class);
      try {
        Object outcome = in.invoke(null, Path.of(""), "", args);
        return (int) test.getMethod("status").invoke(outcome);
      } catch (InvocationTargetException missing) {
        return 70;
      }
    }
  }
}
