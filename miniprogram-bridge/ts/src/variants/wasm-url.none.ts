export default (): URL | undefined => undefined;
