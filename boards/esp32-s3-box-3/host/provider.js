// `device` of the SDK: which pins carry what.
import Digital from "embedded:io/digital";
import I2C from "embedded:io/i2c";
import PWM from "embedded:io/pwm";
import SMBus from "embedded:io/smbus";
import SPI from "embedded:io/spi";

const device = {
  I2C: { default: { io: I2C, data: 8, clock: 18 } },
  SPI: { default: { io: SPI, clock: 7, out: 6, port: 2 } },
  io: { Digital, I2C, PWM, SMBus, SPI },
  pin: { button: 0 },
};

export default device;
