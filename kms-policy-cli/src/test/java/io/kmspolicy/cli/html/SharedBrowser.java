package io.kmspolicy.cli.html;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.util.Optional;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/** One browser for the tests of a class. Without {@code chromium} the tests are skipped. */
public final class SharedBrowser implements AfterAllCallback {

  private Optional<Browser> browser = Optional.empty();

  /** The browser with an empty page and the settings with which it was opened. */
  public Browser emptied() throws IOException, InterruptedException {
    if (browser.isEmpty()) {
      browser = Browser.open();
      assumeTrue(browser.isPresent(), "chromium and chromedriver are not installed");
    }
    browser.get().empty();
    return browser.get();
  }

  @Override
  public void afterAll(ExtensionContext context) throws IOException {
    if (browser.isPresent()) {
      browser.get().close();
    }
  }
}
