// `device` of the SDK: the emulated board has nothing on its pins.
export default Object.freeze({ io: {}, pin: {} }, true);
