package io.promansible.kit;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.openqa.selenium.By;
import org.openqa.selenium.OutputType;
import org.openqa.selenium.WebDriver;
import org.openqa.selenium.WebDriverException;
import org.openqa.selenium.chrome.ChromeDriver;
import org.openqa.selenium.chrome.ChromeDriverService;
import org.openqa.selenium.chrome.ChromeOptions;
import org.openqa.selenium.support.ui.WebDriverWait;

/** A real Chromium of Debian's package, without a screen. */
public final class Chromium implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  private final ChromeDriver driver;

  /** Starts one whose profile lies in a folder. */
  public Chromium(Path profile) {
    ChromeOptions options = new ChromeOptions();
    options.setBinary("/usr/bin/chromium");
    options.addArguments(
        "--headless=new",
        "--no-sandbox",
        "--disable-gpu",
        "--disable-quic",
        "--no-first-run",
        "--disable-background-networking",
        "--disable-component-update",
        "--disable-sync",
        "--disable-dev-shm-usage",
        "--hide-scrollbars",
        "--window-size=1280,900",
        "--user-data-dir=" + profile);
    driver =
        new ChromeDriver(
            new ChromeDriverService.Builder()
                .usingDriverExecutable(new File("/usr/bin/chromedriver"))
                .usingAnyFreePort()
                .build(),
            options);
    driver.manage().timeouts().pageLoadTimeout(PATIENCE);
  }

  /** Opens a page. */
  public Chromium open(URI address) {
    driver.get(address.toString());
    return this;
  }

  /** Types into the field of a name. */
  public Chromium type(String field, String text) {
    await(
        "a field " + field,
        d -> {
          d.findElement(By.name(field)).clear();
          d.findElement(By.name(field)).sendKeys(text);
          return true;
        });
    return this;
  }

  /** Presses the button, or follows the link, with a text. */
  public Chromium press(String text) {
    By there =
        By.xpath(
            "//button[normalize-space()='%1$s'] | //a[normalize-space()='%1$s'] | //input[@value='%1$s']"
                .formatted(text));
    await("something to press: " + text, d -> !d.findElements(there).isEmpty());
    driver.findElement(there).click();
    return this;
  }

  /** Returns when the page has a text. */
  public Chromium await(String text) {
    await("'" + text + "' on the page", d -> body(d).contains(text));
    return this;
  }

  private static String body(WebDriver driver) {
    return driver.findElement(By.tagName("body")).getText();
  }

  private void await(String what, java.util.function.Predicate<WebDriver> there) {
    new WebDriverWait(driver, PATIENCE)
        .withMessage(() -> what + "; there is: " + driver.getCurrentUrl() + " " + body(driver))
        // A page that is just being replaced answers with any of several faults.
        .ignoring(WebDriverException.class)
        .until(there::test);
  }

  /** What the page says. */
  public String text() {
    return new WebDriverWait(driver, PATIENCE)
        .ignoring(WebDriverException.class)
        .until(Chromium::body);
  }

  /** Where it is. */
  public URI address() {
    return URI.create(driver.getCurrentUrl());
  }

  /** Whether it has a cookie. */
  public boolean hasCookie(String name) {
    return driver.manage().getCookieNamed(name) != null;
  }

  /** What it shows, as PNG. */
  public void picture(Path file) {
    try {
      Files.write(file, driver.getScreenshotAs(OutputType.BYTES));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void close() {
    driver.quit();
  }
}
